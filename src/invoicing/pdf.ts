/**
 * A document as PDF/A-3b; of an invoice the XML lies in it, so that it is a Factur-X. Everything printed comes from the content alone: the
 * same content gives the same bytes.
 */
import { money, toDecimal } from '#base/money';
import { percentText, rate as rateOf } from '#base/rate';
import type { Day } from '#base/time';
import { date as dateIn, money as moneyIn } from '#kit/format';
import type { Address } from '#org/model';
import { inFours } from '#payments/model';
import { ciiOf, hasXml } from './cii.ts';
import type { Content, Party } from './model.ts';
import { heightOf, ink, openPdf, PAGE, put, rule, type Pdf } from './pdf-parts.ts';
import { mentionsOf, methodIn, printed, titles } from './pdf-words.ts';

/** What a page is dressed with: the merchant's name as the shop says it, and their colour (`#rrggbb`). */
export type Dress = { readonly shopName: string; readonly accent: string };

type Sheet = { readonly pdf: Pdf; readonly content: Content; readonly dress: Dress; y: number };

const of = (content: Content, minor: number): string => moneyIn(content.language, money(minor, content.currency));
const say = (content: Content, key: keyof typeof printed): string => printed[key][content.language];
const day = (content: Content, at: Day): string => dateIn(content.language, at);

/** The bytes of a document's PDF. */
export async function pdfOf(content: Content, dress: Dress): Promise<Buffer> {
  const at = new Date(`${content.day}T12:00:00Z`);
  const title = `${titles[content.kind][content.language]} ${content.number}`;
  const pdf = openPdf(title, content.seller.name, at);
  const parts: Buffer[] = [];
  pdf.on('data', (part: Buffer) => parts.push(part));
  const ended = new Promise<void>((resolve) => void pdf.on('end', resolve));
  const sheet: Sheet = { pdf, content, dress, y: PAGE.top };
  head(sheet);
  parties(sheet);
  table(sheet);
  if (content.kind === 'delivery') pieces(sheet);
  else sums(sheet);
  mentions(sheet);
  footers(sheet);
  if (hasXml(content)) embed(pdf, ciiOf(content), at);
  pdf.end();
  await ended;
  return Buffer.concat(parts);
}

/** Factur-X 1.0: the XML as a file of the document that is its data, and what says so in the metadata. */
function embed(pdf: Pdf, xml: string, at: Date): void {
  pdf.file(Buffer.from(xml, 'utf8'), {
    ...{ name: 'factur-x.xml', type: 'text/xml', description: 'Factur-X', creationDate: at, modifiedDate: at },
    relationship: 'Data',
  } as Parameters<Pdf['file']>[1]);
  const property = (name: string, what: string): string =>
    `<rdf:li rdf:parseType="Resource"><pdfaProperty:name>${name}</pdfaProperty:name><pdfaProperty:valueType>Text</pdfaProperty:valueType>` +
    `<pdfaProperty:category>external</pdfaProperty:category><pdfaProperty:description>${what}</pdfaProperty:description></rdf:li>`;
  (pdf as unknown as { appendXML(xml: string): void }).appendXML(`
    <rdf:Description rdf:about="" xmlns:fx="urn:factur-x:pdfa:CrossIndustryDocument:invoice:1p0#">
      <fx:DocumentType>INVOICE</fx:DocumentType><fx:DocumentFileName>factur-x.xml</fx:DocumentFileName>
      <fx:Version>1.0</fx:Version><fx:ConformanceLevel>EN 16931</fx:ConformanceLevel>
    </rdf:Description>
    <rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
      xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
      <pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
        <pdfaSchema:schema>Factur-X PDFA Extension Schema</pdfaSchema:schema>
        <pdfaSchema:namespaceURI>urn:factur-x:pdfa:CrossIndustryDocument:invoice:1p0#</pdfaSchema:namespaceURI>
        <pdfaSchema:prefix>fx</pdfaSchema:prefix>
        <pdfaSchema:property><rdf:Seq>${property('DocumentFileName', 'The name of the embedded XML document')}${property('DocumentType', 'The type of the hybrid document in capital letters')}${property('Version', 'The version of the standard')}${property('ConformanceLevel', 'The conformance level of the XML')}</rdf:Seq></pdfaSchema:property>
      </rdf:li></rdf:Bag></pdfaExtension:schemas>
    </rdf:Description>`);
}

function head(sheet: Sheet): void {
  const { pdf, content, dress } = sheet;
  pdf.rect(0, 0, 596, 6).fill(dress.accent);
  put(pdf, dress.shopName, PAGE.left, 44, 260, { face: 'bold', size: 17 });
  put(pdf, titles[content.kind][content.language], 300, 40, 247, {
    face: 'bold',
    size: 22,
    align: 'right',
    color: dress.accent,
  });
  put(pdf, content.number, 300, 68, 247, { face: 'strong', size: 11, align: 'right' });
  sheet.y = 100;
}

const placeLines = ({ name, company, line1, line2, postcode, city, country }: Address, own: string): string =>
  [company, name === own ? '' : name, line1, line2, `${postcode} ${city}`.trim(), country === 'FR' ? '' : country]
    .filter((line) => line !== undefined && line !== '' && line !== own)
    .join('\n');

const idsOf = ({ siren, siret, vatNumber }: Party, content: Content): string =>
  [siret ? `SIRET ${siret}` : siren ? `SIREN ${siren}` : '', vatNumber ? `${say(content, 'vat')} ${vatNumber}` : '']
    .filter((line) => line !== '')
    .join('\n');

/** With its legal form, where the name does not say it. */
const nameOf = ({ legalForm, name }: Party): string =>
  legalForm === undefined || name.includes(legalForm) ? name : `${legalForm} ${name}`;

function parties(sheet: Sheet): void {
  const { pdf, content } = sheet;
  const { seller, buyer, shipTo } = content;
  const small = { size: 9, color: ink.muted };
  const top = sheet.y;
  let left = put(pdf, seller.name, PAGE.left, top, 230, { face: 'strong' });
  const form = [seller.legalForm, seller.capital && `au capital de ${seller.capital}`].filter(Boolean).join(' ');
  const own = [form, placeLines(seller.address, seller.name), seller.register ?? '', idsOf(seller, content)];
  left = put(pdf, own.filter((line) => line !== '').join('\n'), PAGE.left, left, 230, small);
  let right = put(pdf, say(content, 'to'), 320, top, 227, { size: 8.5, color: ink.muted });
  right = put(pdf, nameOf(buyer), 320, right + 1, 227, {
    face: 'strong',
    size: 10.5,
  });
  right = put(pdf, placeLines(buyer.address, buyer.name), 320, right, 227);
  right = put(pdf, idsOf(buyer, content), 320, right, 227, small);
  if (shipTo !== null && placeLines(shipTo, buyer.name) !== placeLines(buyer.address, buyer.name)) {
    right = put(pdf, say(content, 'shipTo'), 320, right + 7, 227, { size: 8.5, color: ink.muted });
    right = put(pdf, placeLines(shipTo, ''), 320, right + 1, 227, { size: 9 });
  }
  sheet.y = Math.max(left, right) + 16;
  facts(sheet);
}

/** Dates and numbers in a row. */
function facts(sheet: Sheet): void {
  const { pdf, content } = sheet;
  const isPaid = content.totals.dueMinor === 0 && content.kind !== 'credit_note';
  const told: [string, string | null][] = [
    [say(content, 'date'), day(content, content.day)],
    [say(content, 'supplied'), content.supplied && day(content, content.supplied)],
    [
      say(content, isPaid ? 'paidOn' : 'due'),
      content.due && content.kind !== 'delivery' ? day(content, content.due) : null,
    ],
    [say(content, 'order'), content.orderNumber],
    [say(content, 'reference'), content.reference],
    [
      say(content, 'prior'),
      content.prior.map((one) => `${one.number} ${say(content, 'of')} ${day(content, one.day)}`).join(', ') || null,
    ],
  ];
  const shown = told.filter((one): one is [string, string] => one[1] !== null);
  const width = PAGE.width / shown.length;
  pdf.roundedRect(PAGE.left, sheet.y, PAGE.width, 40, 6).fill(ink.sunken);
  let end = sheet.y + 40;
  shown.forEach(([name, value], i) => {
    put(pdf, name, PAGE.left + 10 + i * width, sheet.y + 7, width - 12, { size: 8, color: ink.muted });
    end = Math.max(
      end,
      put(pdf, value, PAGE.left + 10 + i * width, sheet.y + 19, width - 12, { face: 'strong', size: 8.8 }),
    );
  });
  sheet.y = end + 16;
}

type Column = {
  readonly name: keyof typeof printed;
  readonly x: number;
  readonly width: number;
  readonly align?: 'right';
};
const priced: readonly Column[] = [
  { name: 'item', x: 48, width: 214 },
  { name: 'quantity', x: 266, width: 34, align: 'right' },
  { name: 'price', x: 304, width: 74, align: 'right' },
  { name: 'discount', x: 382, width: 54, align: 'right' },
  { name: 'vat', x: 440, width: 34, align: 'right' },
  { name: 'net', x: 478, width: 69, align: 'right' },
];
const bare: readonly Column[] = [
  { name: 'item', x: 48, width: 400 },
  { name: 'quantity', x: 478, width: 69, align: 'right' },
];

type Row = { readonly cells: readonly string[]; readonly detail: string };

const percentIn = (content: Content, rate: number): string => {
  const text = percentText(rateOf(rate));
  return `${content.language === 'fr' ? text.replace('.', ',') : text}\u00A0%`;
};

/** A net unit price with as many decimals as it needs. */
const unitIn = (content: Content, price: string): string => {
  const exact = toDecimal(money(0, content.currency)).split('.')[1]?.length ?? 0;
  const [whole = '0', rest = ''] = price.split('.');
  const digits = rest.replace(/0+$/, '').padEnd(exact, '0');
  const mark = content.language === 'fr' ? ',' : '.';
  return digits === '' ? whole : `${whole}${mark}${digits}`;
};

function rowsOf(content: Content): Row[] {
  const { language: lang } = content;
  const withPrice = content.kind !== 'delivery';
  const goods = content.lines.map((line): Row => {
    const detail = [line.detail[lang], line.sku].filter((part) => part !== '').join(' · ');
    const off = line.allowanceMinor === 0 ? '' : `−${of(content, line.allowanceMinor)}`;
    const cells = [line.name[lang], String(line.quantity)];
    if (!withPrice) return { cells, detail };
    return {
      cells: [...cells, unitIn(content, line.netPrice), off, percentIn(content, line.rate), of(content, line.netMinor)],
      detail,
    };
  });
  const gifts = content.free.map(({ name, quantity }): Row => ({
    cells: withPrice
      ? [name[lang], String(quantity), say(content, 'free'), '', '', of(content, 0)]
      : [name[lang], String(quantity)],
    detail: '',
  }));
  const extras = content.extras.map((extra): Row => {
    const amount = of(content, extra.netMinor);
    return {
      cells: [
        extra.reason[lang],
        '',
        '',
        '',
        percentIn(content, extra.rate),
        extra.is === 'charge' ? amount : `−${amount}`,
      ],
      detail: '',
    };
  });
  return [...goods, ...gifts, ...extras];
}

function table(sheet: Sheet): void {
  const { pdf, content } = sheet;
  const columns = content.kind === 'delivery' ? bare : priced;
  const header = (): void => {
    for (const { name, x, width, align } of columns)
      put(pdf, say(content, name), x, sheet.y, width, { size: 8, color: ink.muted, ...(align ? { align } : {}) });
    sheet.y += 14;
    rule(pdf, sheet.y);
    sheet.y += 6;
  };
  header();
  for (const { cells, detail } of rowsOf(content)) {
    const wide = columns[0]?.width ?? 200;
    const high = heightOf(pdf, cells[0] ?? '', wide, { face: 'strong' }) + heightOf(pdf, detail, wide, { size: 8.5 });
    if (sheet.y + high > PAGE.bottom - 10) {
      turn(sheet);
      header();
    }
    columns.forEach(({ x, width, align }, i) => {
      put(pdf, cells[i] ?? '', x, sheet.y, width, { face: i === 0 ? 'strong' : 'text', ...(align ? { align } : {}) });
    });
    if (detail !== '')
      put(pdf, detail, 48, sheet.y + high - heightOf(pdf, detail, wide, { size: 8.5 }), wide, {
        size: 8.5,
        color: ink.muted,
      });
    sheet.y += high + 5;
    rule(pdf, sheet.y);
    sheet.y += 6;
  }
}

/** A new page, with what it belongs to at its head. */
function turn(sheet: Sheet): void {
  const { pdf, content, dress } = sheet;
  pdf.addPage();
  pdf.rect(0, 0, 596, 6).fill(dress.accent);
  put(pdf, `${titles[content.kind][content.language]} ${content.number}`, PAGE.left, 30, PAGE.width, {
    face: 'strong',
    size: 10,
  });
  sheet.y = 58;
}

/** Makes sure that so much fits on the page. */
const need = (sheet: Sheet, height: number): void => {
  if (sheet.y + height > PAGE.bottom) turn(sheet);
};

function pieces(sheet: Sheet): void {
  const { pdf, content } = sheet;
  const count = [...content.lines, ...content.free].reduce((sum, line) => sum + line.quantity, 0);
  need(sheet, 30);
  put(pdf, `${say(content, 'pieces')}: ${count}`, PAGE.left, sheet.y + 4, PAGE.width, {
    face: 'strong',
    align: 'right',
  });
  sheet.y += 30;
}

/** The totals at the right, VAT by rate and what was paid at the left. */
function sums(sheet: Sheet): void {
  const { pdf, content, dress } = sheet;
  const { totals, kind } = content;
  const isCredit = kind === 'credit_note';
  const lines: [string, number, boolean][] = [
    [say(content, 'lines'), totals.lineNetMinor, false],
    ...(totals.allowanceMinor > 0
      ? [[say(content, 'allowances'), -totals.allowanceMinor, false] as [string, number, boolean]]
      : []),
    ...(totals.chargeMinor > 0
      ? [[say(content, 'charges'), totals.chargeMinor, false] as [string, number, boolean]]
      : []),
    [say(content, 'totalNet'), totals.netMinor, true],
    [say(content, 'totalTax'), totals.taxMinor, false],
    [say(content, 'total'), totals.grossMinor, true],
    ...(totals.prepaidMinor > 0
      ? [
          [say(content, content.setOff ? 'setOff' : isCredit ? 'back' : 'prepaid'), -totals.prepaidMinor, false] as [
            string,
            number,
            boolean,
          ],
        ]
      : []),
  ];
  need(sheet, lines.length * 17 + 50 + content.groups.length * 15);
  const top = sheet.y + 4;
  let y = top;
  for (const [name, minor, isStrong] of lines) {
    const face = isStrong ? 'strong' : 'text';
    put(pdf, name, 330, y, 120, { face });
    put(pdf, of(content, minor), 440, y, 107, { face, align: 'right' });
    y += 17;
  }
  pdf.roundedRect(322, y + 1, 225, 26, 6).fill(dress.accent);
  put(
    pdf,
    say(content, content.setOff ? 'toSetOff' : isCredit ? 'toBuyer' : 'left'),
    332,
    y + (content.setOff ? 3 : 8),
    110,
    { face: 'bold', size: 10, color: '#ffffff' },
  );
  put(pdf, of(content, totals.dueMinor), 432, y + 8, 105, { face: 'bold', size: 10, align: 'right', color: '#ffffff' });
  const left = vatTable(sheet, top);
  sheet.y = Math.max(y + 40, left + 12);
}

function vatTable({ pdf, content }: Sheet, top: number): number {
  let y = top;
  const cell = (words: string, x: number, width: number, isHead = false): void =>
    void put(pdf, words, x, y, width, { size: isHead ? 8 : 9, align: 'right', color: isHead ? ink.muted : ink.text });
  cell(say(content, 'rate'), 48, 44, true);
  cell(say(content, 'base'), 96, 84, true);
  cell(say(content, 'vat'), 184, 84, true);
  y += 14;
  for (const { rate, netMinor, taxMinor } of content.groups) {
    cell(percentIn(content, rate), 48, 44);
    cell(of(content, netMinor), 96, 84);
    cell(of(content, taxMinor), 184, 84);
    y += 15;
  }
  const { accounting, paid, means } = content;
  if (accounting) {
    const own = moneyIn(content.language, money(accounting.taxMinor, accounting.currency));
    const told =
      accounting.currency === 'EUR' ? say(content, 'inEuro') : `${say(content, 'vat')} ${accounting.currency}`;
    y = put(
      pdf,
      `${told}: ${own} (${accounting.perOne} ${content.currency} ${say(content, 'rateUsed')})`,
      48,
      y + 4,
      250,
      { size: 8.5 },
    );
  }
  for (const one of paid)
    y = put(
      pdf,
      `${day(content, one.day)} · ${methodIn(one.method, content.language)} · ${of(content, one.minor)}`,
      48,
      y + 4,
      250,
      { size: 8.5, color: ink.muted },
    );
  if (means.iban !== undefined)
    y = put(
      pdf,
      `${say(content, 'transfer')} · IBAN ${means.iban}${means.bic === undefined ? '' : ` · BIC ${means.bic}`}${means.reference === undefined ? '' : ` · ${say(content, 'toSay')} ${inFours(means.reference)}`}`,
      48,
      y + 4,
      250,
      { size: 8.5 },
    );
  return y;
}

function mentions(sheet: Sheet): void {
  const { pdf, content } = sheet;
  for (const sentence of mentionsOf(content)) {
    const style = { size: 8.2, color: ink.muted };
    need(sheet, heightOf(pdf, sentence, PAGE.width, style) + 3);
    sheet.y = put(pdf, sentence, PAGE.left, sheet.y, PAGE.width, style) + 3;
  }
}

/** Who it is from and which page, at the foot of each. */
function footers({ pdf, content }: Sheet): void {
  const { start, count } = pdf.bufferedPageRange();
  const { seller } = content;
  const legal = [seller.legalForm, seller.capital && `au capital de ${seller.capital}`].filter(Boolean).join(' ');
  const who = [seller.name, legal, seller.register, seller.vatNumber && `${say(content, 'vat')} ${seller.vatNumber}`]
    .filter(Boolean)
    .join(' · ');
  for (let i = start; i < start + count; i++) {
    pdf.switchToPage(i);
    rule(pdf, 800);
    put(pdf, who, PAGE.left, 806, 400, { size: 7.5, color: ink.muted });
    put(pdf, `${content.number} · ${say(content, 'page')} ${i + 1}/${count}`, 430, 806, 117, {
      size: 7.5,
      color: ink.muted,
      align: 'right',
    });
  }
}
