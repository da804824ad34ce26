"""Reading and patching OOXML packages without rewriting what is not ours."""
