/** A table as CSV for spreadsheets. */

// A spreadsheet takes a cell that begins so for a formula.
const FORMULA = /^[=+\-@\t\r]/;

/**
 * @param {(string | number)[][]} rows
 * @returns {string} UTF-8 with the mark that spreadsheets need, CRLF, every text in quotes
 */
export function table(rows) {
  const cell = (value) => {
    if (typeof value === "number") return String(value);
    const text = FORMULA.test(value) ? `'${value}` : value;
    return `"${text.replaceAll('"', '""')}"`;
  };
  return `\ufeff${rows.map((row) => row.map(cell).join(",")).join("\r\n")}\r\n`;
}

/**
 * Have the browser save a table.
 *
 * @param {(string | number)[][]} rows
 * @param {string} name of the file
 */
export function saveTable(rows, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([table(rows)], { type: "text/csv" }));
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}
