/** Writing one sheet as a spreadsheet, row by row: its header stays in sight, texts are texts, figures are figures. */
import { Readable } from 'node:stream';
import { ZipFile } from 'yazl';
import { protectCell } from '#base/csv';

/** What a cell of a spreadsheet can hold. */
export const MAX_CELL_CHARS = 32_767;

const head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const packages = 'http://schemas.openxmlformats.org/package/2006';
const kind = 'application/vnd.openxmlformats-officedocument.spreadsheetml';

const parts: Readonly<Record<string, string>> = {
  '[Content_Types].xml': `<Types xmlns="${packages}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="${kind}.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="${kind}.worksheet+xml"/><Override PartName="/xl/styles.xml" ContentType="${kind}.styles+xml"/></Types>`,
  '_rels/.rels': `<Relationships xmlns="${packages}/relationships"><Relationship Id="rId1" Type="${office}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
  'xl/workbook.xml': `<workbook xmlns="${main}" xmlns:r="${office}"><sheets><sheet name="Catalogue" sheetId="1" r:id="rId1"/></sheets></workbook>`,
  'xl/_rels/workbook.xml.rels': `<Relationships xmlns="${packages}/relationships"><Relationship Id="rId1" Type="${office}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="${office}/styles" Target="styles.xml"/></Relationships>`,
  // Style 1: bold, for the header; style 2: text, so that a code keeps its zeros when somebody types over it.
  'xl/styles.xml': `<styleSheet xmlns="${main}"><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts><fills count="1"><fill><patternFill patternType="none"/></fill></fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="3"><xf/><xf fontId="1" applyFont="1"/><xf numFmtId="49" applyNumberFormat="1"/></cellXfs></styleSheet>`,
};

/**
 * The file as a stream. `rows` comes in lists, the header first; columns for which `isNumber` answers true hold figures.
 * Texts longer than a cell can hold are cut, which the caller has told before.
 */
export function writeXlsx(
  rows: AsyncIterable<readonly (readonly string[])[]>,
  isNumber: (column: string) => boolean,
): Readable {
  const zip = new ZipFile();
  for (const [path, text] of Object.entries(parts)) zip.addBuffer(Buffer.from(head + text), path);
  zip.addReadStream(Readable.from(sheet(rows, isNumber)), 'xl/worksheets/sheet1.xml');
  zip.end();
  const out = zip.outputStream as Readable;
  zip.on('error', (error: Error) => out.destroy(error));
  return out;
}

async function* sheet(
  lists: AsyncIterable<readonly (readonly string[])[]>,
  isNumber: (column: string) => boolean,
): AsyncGenerator<Buffer> {
  yield Buffer.from(
    `${head}<worksheet xmlns="${main}"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><sheetData>`,
  );
  let numbers: boolean[] | undefined;
  let row = 0;
  for await (const list of lists) {
    let text = '';
    for (const cells of list) {
      row++;
      text += `<row r="${row}">`;
      cells.forEach((value, i) => {
        if (value !== '')
          text += cell(`${letters(i)}${row}`, value, numbers?.[i] === true, numbers === undefined ? 1 : 2);
      });
      text += '</row>';
      numbers ??= cells.map(isNumber);
    }
    yield Buffer.from(text);
  }
  yield Buffer.from('</sheetData></worksheet>');
}

function cell(reference: string, value: string, number: boolean, style: number): string {
  if (number && /^-?\d{1,12}(\.\d{1,6})?$/.test(value)) return `<c r="${reference}"><v>${value}</v></c>`;
  const text = encodeText(protectCell(value).slice(0, MAX_CELL_CHARS).toWellFormed());
  return `<c r="${reference}" s="${style}" t="inlineStr"><is><t xml:space="preserve">${text}</t></is></c>`;
}

/** XML's own characters, and those that XML cannot hold, as spreadsheets write them: `_x000B_`. */
function encodeText(text: string): string {
  let out = text
    .replaceAll(/_x(?=[0-9A-Fa-f]{4}_)/g, '_x005F_x')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;');
  // A carriage return would come back as a line feed.
  out = Array.from(out, (c) =>
    c < ' ' && c !== '\n' && c !== '\t' ? `_x${c.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}_` : c,
  ).join('');
  return out.replaceAll(/[\uFFFE\uFFFF]/g, '');
}

function letters(index: number): string {
  let text = '';
  for (let n = index + 1; n > 0; n = Math.floor((n - 1) / 26)) text = String.fromCharCode(65 + ((n - 1) % 26)) + text;
  return text;
}
