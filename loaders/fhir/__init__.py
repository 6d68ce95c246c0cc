"""FHIR R4: bundles, single resources, bulk exports and servers, through one mapping. One file per resource."""
