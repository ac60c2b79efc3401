"""What all pages share: the frame, formats, figures, twins, the palette and the security headers."""
