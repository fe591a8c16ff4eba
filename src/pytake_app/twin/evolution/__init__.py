"""An Evolution server of the twin: instances that are linked by scanning, customers' phones, and trouble on order."""
