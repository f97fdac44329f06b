"""Files that appear as a whole."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from hub.files import replace_file


def test_threads_that_write_one_file_at_a_time_all_succeed_and_one_of_them_stays(tmp_path: Path) -> None:
    file = tmp_path / "folder" / "file.json"
    contents = [bytes([number]) * 100_000 for number in range(8)]
    with ThreadPoolExecutor(len(contents)) as threads:
        list(threads.map(lambda content: [replace_file(file, content) for _ in range(20)], contents))
    assert file.read_bytes() in contents
    assert [path.name for path in file.parent.iterdir()] == ["file.json"]
