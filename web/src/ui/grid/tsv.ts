/**
 * What Excel and WPS put on the clipboard: tabs and lines, quotes around cells that contain either. With `verbatim`, a
 * cell in quotes that needs none keeps them: there they are part of what it says.
 */
export function parseTsv(text: string, verbatim = false): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let cell = '';
  let quoted = false;
  const endCell = () => {
    row.push(cell);
    cell = '';
  };
  const endRow = () => {
    endCell();
    rows.push(row);
    row = [];
  };
  for (let i = 0; i < text.length; i += 1) {
    const c = text[i] ?? '';
    if (quoted) {
      if (c === '"' && text[i + 1] === '"') {
        cell += '"';
        i += 1;
      } else if (c === '"') quoted = false;
      else cell += c;
    } else if (c === '"' && cell === '' && closesCell(text, i, verbatim)) quoted = true;
    else if (c === '\t') endCell();
    else if (c === '\n' || c === '\r') {
      if (c === '\r' && text[i + 1] === '\n') i += 1;
      endRow();
    } else cell += c;
  }
  if (cell !== '' || row.length > 0) endRow();
  while (rows.length > 0 && rows.at(-1)?.every((one) => one.trim() === '') === true) rows.pop();
  return rows;
}

/** Whether a quote at `start` has its partner at a cell's end; a lone 12" in a name has not. */
function closesCell(text: string, start: number, verbatim: boolean): boolean {
  let needed = !verbatim || text.startsWith('"""', start);
  for (let i = start + 1; i < text.length; i += 1) {
    if (/[\t\r\n]/.test(text[i] ?? '')) needed = true;
    if (text[i] !== '"') continue;
    if (text[i + 1] === '"') i += 1;
    else return needed && (i + 1 === text.length || /[\t\r\n]/.test(text[i + 1] ?? ''));
  }
  return false;
}
