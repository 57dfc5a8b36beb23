"""Finds where a wrong function is wrong, by mending it: small edits are tried until one makes its cases pass."""
