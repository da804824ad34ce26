"""Taking the digital signature out of a package whose owner accepts to lose it."""

from cartera_xl.hosts.ooxml.package import Package


def remove_signature(package: Package) -> None:
    """Drops the origin, the signatures and their certificates, and the relationship that leads to them."""
    for rel in package.relationships(""):
        if "digital-signature/origin" not in rel.type or rel.target is None:
            continue
        for signature in package.relationships(rel.target):
            if signature.target is not None:
                for certificate in package.relationships(signature.target):
                    if certificate.target is not None and "digital-signature/certificate" in certificate.type:
                        package.drop(certificate.target)
                package.drop(signature.target)
        package.unrelate("", rel.target)
        package.drop(rel.target)
