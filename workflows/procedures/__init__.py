"""What a procedure folder of `bpmn/` means: load, check, version, run its scenarios, count its coverage."""
