/**
 * A document as XML: UN/CEFACT Cross Industry Invoice D16B, profile EN 16931, as Factur-X 1.0 embeds it. Pure: the same content gives the
 * same bytes. The order of elements is that of the schema.
 */
import { decimalsOf, money, toDecimal } from '#base/money';
import { percentText, rate as rateOf } from '#base/rate';
import type { Day } from '#base/time';
import type { Address } from '#org/model';
import { typeCodes, type Content, type DocumentLine, type Extra, type Party, type VatGroup } from './model.ts';

export const GUIDELINE = 'urn:cen.eu:en16931:2017';

/** An element's children: text, or elements; nothing is left out of the document. */
type Node = string | undefined | readonly Node[];

/** Whether a document has an XML: it is an invoice in law, and its currency has no more than two decimals (BR-DEC). */
export const hasXml = (content: Pick<Content, 'kind' | 'currency'>): boolean =>
  typeCodes[content.kind] !== '' && decimalsOf(content.currency) <= 2;

const flat = (nodes: readonly Node[]): string =>
  nodes.map((node) => (node === undefined ? '' : typeof node === 'string' ? node : flat(node))).join('');

/** An element; without content it is not written. */
function el(name: string, content: Node | readonly Node[], attributes: Readonly<Record<string, string>> = {}): string {
  const inner = flat([content as Node]);
  if (inner === '') return '';
  const said = Object.entries(attributes).map(([key, value]) => ` ${key}="${escape(value)}"`);
  return `<${name}${said.join('')}>${inner}</${name}>`;
}

// Characters that XML 1.0 cannot hold at all are dropped: a name typed with one must not make a document that nobody can read.
const escape = (words: string): string =>
  words
    .replace(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '')
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/"/g, '&quot;');
const words = (value: string | undefined | null): string => escape((value ?? '').trim());

const date = (name: string, day: Day | null, prefix = 'udt'): string =>
  day === null ? '' : el(name, el(`${prefix}:DateTimeString`, day.replaceAll('-', ''), { format: '102' }));

const percent = (rate: number): string => percentText(rateOf(rate));

/** The XML of a document. A delivery note has none (`hasXml`). */
export function ciiOf(content: Content): string {
  const root = el(
    'rsm:CrossIndustryInvoice',
    [
      el('rsm:ExchangedDocumentContext', [
        el('ram:BusinessProcessSpecifiedDocumentContextParameter', el('ram:ID', content.process)),
        el('ram:GuidelineSpecifiedDocumentContextParameter', el('ram:ID', GUIDELINE)),
      ]),
      el('rsm:ExchangedDocument', [
        el('ram:ID', words(content.number)),
        el('ram:TypeCode', typeCodes[content.kind]),
        date('ram:IssueDateTime', content.day),
        notes(content),
      ]),
      el('rsm:SupplyChainTradeTransaction', [
        content.lines.map((line) => lineOf(line, content)),
        agreement(content),
        delivery(content),
        settlement(content),
      ]),
    ],
    {
      'xmlns:rsm': 'urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100',
      'xmlns:ram': 'urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100',
      'xmlns:qdt': 'urn:un:unece:uncefact:data:standard:QualifiedDataType:100',
      'xmlns:udt': 'urn:un:unece:uncefact:data:standard:UnqualifiedDataType:100',
    },
  );
  return `<?xml version="1.0" encoding="UTF-8"?>\n${root}\n`;
}

const notes = (content: Content): Node[] => {
  const free = content.free.map(({ name, quantity }) => `${quantity} × ${name[content.language]}`).join(', ');
  const gifts = content.language === 'fr' ? 'Offert\u00A0: ' : 'Free of charge: ';
  return [
    ...content.notes.map(({ code, text }) =>
      el('ram:IncludedNote', [el('ram:Content', words(text)), el('ram:SubjectCode', code)]),
    ),
    free === '' ? undefined : el('ram:IncludedNote', [el('ram:Content', words(gifts + free))]),
  ];
};

const amount = (minor: number, content: Pick<Content, 'currency'>): string => toDecimal(money(minor, content.currency));

const allowance = (minor: number, content: Content, code: string, reason: string, tax?: Extra): string =>
  el('ram:SpecifiedTradeAllowanceCharge', [
    el('ram:ChargeIndicator', el('udt:Indicator', tax?.is === 'charge' ? 'true' : 'false')),
    el('ram:ActualAmount', amount(minor, content)),
    el('ram:ReasonCode', code),
    el('ram:Reason', words(reason)),
    tax &&
      el('ram:CategoryTradeTax', [
        el('ram:TypeCode', 'VAT'),
        el('ram:CategoryCode', tax.category),
        tax.category === 'O' ? '' : el('ram:RateApplicablePercent', percent(tax.rate)),
      ]),
  ]);

function lineOf(line: DocumentLine, content: Content): string {
  const { language } = content;
  return el('ram:IncludedSupplyChainTradeLineItem', [
    el('ram:AssociatedDocumentLineDocument', el('ram:LineID', String(line.no))),
    el('ram:SpecifiedTradeProduct', [
      el('ram:SellerAssignedID', words(line.sku)),
      el('ram:Name', words(line.name[language]) || '-'),
      el('ram:Description', words(line.detail[language])),
    ]),
    el('ram:SpecifiedLineTradeAgreement', [
      el('ram:NetPriceProductTradePrice', [
        el('ram:ChargeAmount', line.netPrice),
        el('ram:BasisQuantity', '1', { unitCode: 'C62' }),
      ]),
    ]),
    el('ram:SpecifiedLineTradeDelivery', el('ram:BilledQuantity', String(line.quantity), { unitCode: 'C62' })),
    el('ram:SpecifiedLineTradeSettlement', [
      el('ram:ApplicableTradeTax', [
        el('ram:TypeCode', 'VAT'),
        el('ram:CategoryCode', line.category),
        line.category === 'O' ? '' : el('ram:RateApplicablePercent', percent(line.rate)),
      ]),
      line.allowanceMinor === 0
        ? ''
        : allowance(line.allowanceMinor, content, '95', language === 'fr' ? 'Remise' : 'Discount'),
      el(
        'ram:SpecifiedTradeSettlementLineMonetarySummation',
        el('ram:LineTotalAmount', amount(line.netMinor, content)),
      ),
    ]),
  ]);
}

const place = (address: Address): string =>
  el('ram:PostalTradeAddress', [
    el('ram:PostcodeCode', words(address.postcode)),
    el('ram:LineOne', words(address.line1)),
    el('ram:LineTwo', words(address.line2)),
    el('ram:CityName', words(address.city)),
    el('ram:CountryID', address.country),
  ]);

const legalOf = ({ siren }: Party): string =>
  siren === undefined ? '' : el('ram:SpecifiedLegalOrganization', el('ram:ID', siren, { schemeID: '0002' }));

const party = (name: string, who: Party): string =>
  el(name, [
    who.siret === undefined ? '' : el('ram:GlobalID', words(who.siret), { schemeID: '0009' }),
    el('ram:Name', words(who.name)),
    el('ram:Description', name.includes('Seller') ? words(formOf(who)) : ''),
    legalOf(who),
    place(who.address),
    who.endpoint &&
      el(
        'ram:URIUniversalCommunication',
        el('ram:URIID', words(who.endpoint.value), { schemeID: who.endpoint.scheme }),
      ),
    who.vatNumber === undefined
      ? ''
      : el('ram:SpecifiedTaxRegistration', el('ram:ID', words(who.vatNumber), { schemeID: 'VA' })),
    // Without a VAT number the SIREN says who owes no VAT (BR-E-02 asks for one of the two).
    who.vatNumber === undefined && who.siren !== undefined && name.includes('Seller')
      ? el('ram:SpecifiedTaxRegistration', el('ram:ID', who.siren, { schemeID: 'FC' }))
      : '',
  ]);

const formOf = ({ legalForm, capital }: Party): string =>
  [legalForm, capital && `au capital de ${capital}`].filter(Boolean).join(' ');

const agreement = (content: Content): string =>
  el('ram:ApplicableHeaderTradeAgreement', [
    party('ram:SellerTradeParty', content.seller),
    party('ram:BuyerTradeParty', content.buyer),
    el('ram:SellerOrderReferencedDocument', el('ram:IssuerAssignedID', words(content.orderNumber))),
    el('ram:BuyerOrderReferencedDocument', el('ram:IssuerAssignedID', words(content.reference))),
  ]);

/** Never left out: the schema wants the element, empty or not. */
function delivery({ shipTo, supplied }: Content): string {
  const inner = flat([
    shipTo === null ? undefined : el('ram:ShipToTradeParty', [el('ram:Name', words(shipTo.name)), place(shipTo)]),
    supplied === null ? undefined : el('ram:ActualDeliverySupplyChainEvent', date('ram:OccurrenceDateTime', supplied)),
  ]);
  return inner === ''
    ? '<ram:ApplicableHeaderTradeDelivery/>'
    : `<ram:ApplicableHeaderTradeDelivery>${inner}</ram:ApplicableHeaderTradeDelivery>`;
}

const groupOf = (group: VatGroup, content: Content): string =>
  el('ram:ApplicableTradeTax', [
    el('ram:CalculatedAmount', amount(group.taxMinor, content)),
    el('ram:TypeCode', 'VAT'),
    el('ram:ExemptionReason', words(group.reason?.[content.language])),
    el('ram:BasisAmount', amount(group.netMinor, content)),
    el('ram:CategoryCode', group.category),
    el('ram:ExemptionReasonCode', group.reasonCode),
    content.onDebits ? el('ram:DueDateTypeCode', '5') : '',
    group.category === 'O' ? '' : el('ram:RateApplicablePercent', percent(group.rate)),
  ]);

function settlement(content: Content): string {
  const { means, totals, currency, accounting } = content;
  return el('ram:ApplicableHeaderTradeSettlement', [
    el('ram:PaymentReference', words(means.reference ?? content.number)),
    accounting === null ? '' : el('ram:TaxCurrencyCode', accounting.currency),
    el('ram:InvoiceCurrencyCode', currency),
    el('ram:SpecifiedTradeSettlementPaymentMeans', [
      el('ram:TypeCode', means.code),
      means.iban === undefined
        ? ''
        : el('ram:PayeePartyCreditorFinancialAccount', el('ram:IBANID', means.iban.replaceAll(' ', ''))),
      means.bic === undefined
        ? ''
        : el('ram:PayeeSpecifiedCreditorFinancialInstitution', el('ram:BICID', words(means.bic))),
    ]),
    content.groups.map((group) => groupOf(group, content)),
    content.extras.map((extra) =>
      allowance(extra.netMinor, content, extra.code, extra.reason[content.language], extra),
    ),
    el('ram:SpecifiedTradePaymentTerms', date('ram:DueDateDateTime', content.due)),
    el('ram:SpecifiedTradeSettlementHeaderMonetarySummation', [
      el('ram:LineTotalAmount', amount(totals.lineNetMinor, content)),
      el('ram:ChargeTotalAmount', amount(totals.chargeMinor, content)),
      el('ram:AllowanceTotalAmount', amount(totals.allowanceMinor, content)),
      el('ram:TaxBasisTotalAmount', amount(totals.netMinor, content)),
      el('ram:TaxTotalAmount', amount(totals.taxMinor, content), { currencyID: currency }),
      accounting === null
        ? ''
        : el('ram:TaxTotalAmount', toDecimal(money(accounting.taxMinor, accounting.currency)), {
            currencyID: accounting.currency,
          }),
      el('ram:GrandTotalAmount', amount(totals.grossMinor, content)),
      el('ram:TotalPrepaidAmount', amount(totals.prepaidMinor, content)),
      el('ram:DuePayableAmount', amount(totals.dueMinor, content)),
    ]),
    content.prior.map(({ number, day }) =>
      el('ram:InvoiceReferencedDocument', [
        el('ram:IssuerAssignedID', words(number)),
        date('ram:FormattedIssueDateTime', day, 'qdt'),
      ]),
    ),
  ]);
}
