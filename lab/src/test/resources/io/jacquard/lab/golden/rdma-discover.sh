step nvme discover $at
