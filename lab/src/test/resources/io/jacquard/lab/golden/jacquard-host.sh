jacquard_tests HostVectorsInGuest "jacquard.uri=$transport://$address:4420/$nqn"
