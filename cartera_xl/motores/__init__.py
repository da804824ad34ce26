"""Where big tables live: files of movements today, engines of other machines later."""
