"""What people see: the Explore page, one module per thing on the screen."""
