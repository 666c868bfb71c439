"""What is wrong in a hall's files, said so that whoever wrote them can put it right."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing to put right.

    Attributes:
        file: the file within the hall's folder, as "items/社会保障.toml".
        entry: section and code, as "queues A-kb"; section and place from 1 where there is no
            code, as "queues #3"; "hall" for the hall itself, "file" for a file as a whole.
        field: the key, dotted below the first level; lists count from 1, as "procedure.2".
        zh: the reason in Chinese.
        en: the same reason in English.
    """

    file: str
    entry: str
    field: str
    zh: str
    en: str

    def __str__(self) -> str:
        place = " › ".join(part for part in (self.file, self.entry, self.field) if part)
        return f"{place}：{self.zh} / {self.en}"


class SampleError(Exception):
    """A hall's files cannot be used; findings holds everything found, not only the first."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings = tuple(findings)
        count = len(self.findings)
        head = f"大厅资料有 {count} 处需要改正 / {count} to put right in the hall's files"
        super().__init__("\n".join([head, *(f"  {finding}" for finding in self.findings)]))
