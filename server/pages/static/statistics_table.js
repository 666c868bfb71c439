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
