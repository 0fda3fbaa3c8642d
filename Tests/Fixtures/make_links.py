"""external-link.h5: links to /group/x and /group of other.h5, a file that does not exist. Needs h5py."""
import h5py

with h5py.File("external-link.h5", "w") as file:
    file["x"] = h5py.ExternalLink("other.h5", "/group/x")
    file["g"] = h5py.ExternalLink("other.h5", "/group")
