"""The parts of the API stack: functions and layers, gateway, edge, alarms."""
