"""One question's evidence as a folder on disk, and the road through the rooms."""

from .build import Build, build_review
from .checks import check_folder, check_reading, load_folder, scheme_name
from .folder import Reading, folder_files, read_folder, write_folder
from .fresh import new_review
from .problems import FolderError, Problem
from .road import Assessed, assess, assess_all, travel

__all__ = [
    "Assessed",
    "Build",
    "FolderError",
    "Problem",
    "Reading",
    "assess",
    "assess_all",
    "build_review",
    "check_folder",
    "check_reading",
    "folder_files",
    "load_folder",
    "new_review",
    "read_folder",
    "scheme_name",
    "travel",
    "write_folder",
]
