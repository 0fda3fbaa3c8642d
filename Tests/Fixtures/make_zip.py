"""Zip archives for ZipArchiveTests: stored and deflated members, an empty one, and a zip64 one."""
import io
import pathlib
import zipfile

here = pathlib.Path(__file__).parent / "zip"
here.mkdir(exist_ok=True)
text = ("every region has a street, " * 40).encode()


def write(name, zip64):
    with zipfile.ZipFile(here / name, "w") as archive:
        for member, method, content in [
            ("stored.txt", zipfile.ZIP_STORED, text),
            ("deflated.txt", zipfile.ZIP_DEFLATED, text),
            ("empty.txt", zipfile.ZIP_DEFLATED, b""),
            ("é.bin", zipfile.ZIP_DEFLATED, bytes(range(256))),
        ]:
            info = zipfile.ZipInfo(member, (1980, 1, 1, 0, 0, 0))
            info.compress_type = method
            with archive.open(info, "w", force_zip64=zip64) as file:
                file.write(content)
        archive.comment = b"a comment behind the directory"


write("plain.zip", False)
write("zip64-local.zip", True)

# A directory whose sizes and offsets all stand in zip64 fields, as for archives over 4 GiB.
zipfile.ZIP64_LIMIT = 16
write("zip64.zip", True)
