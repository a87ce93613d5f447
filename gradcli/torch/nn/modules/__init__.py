"""torch.nn's layers."""
