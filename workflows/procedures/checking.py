"""What `ombud procedures check` looks at: procedure folders with everything around them, or any diagram by itself."""
