/** Several articles at once: received with one paper, asked of another site, counted. */
import { Button, NumberInput, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'wouter';
import { newId } from '#base/ids';
import { BulkBox } from '../parts/bulk.tsx';
import { ChoiceBar } from '../parts/choice-bar.tsx';
import type { Choice } from '../parts/choice.ts';
import { useFormat } from '../parts/format.ts';
import { useSites } from '../parts/names.ts';
import { useWords } from '../shell/lang.tsx';
import { useCan } from '../shell/session.tsx';
import { SiteSelect } from '../parts/site-select.tsx';
import { useStockAct, type StockLine } from './data.ts';
import { stockWords } from './words.ts';

export function StockVerbs({ lines, choice }: { lines: readonly StockLine[]; choice: Choice }) {
  const t = useWords(stockWords);
  const [receiving, setReceiving] = useState(false);
  const mayMove = useCan('transfers.write');
  const mayCount = useCan('counts.write');
  const mayReceive = useCan('stock.write');
  const skus = [...choice.chosen].join(',');
  return (
    <ChoiceBar count={choice.chosen.size} onClear={choice.clear}>
      {mayReceive && (
        <Button size="xs" variant="white" onClick={() => setReceiving(true)}>
          {t('receive')}
        </Button>
      )}
      {mayMove && (
        <Button size="xs" variant="white" component={Link} href={`/transfers/new?skus=${skus}`}>
          {t('bulk.transfer')}
        </Button>
      )}
      {mayCount && (
        <Button size="xs" variant="white" component={Link} href={`/counts/new?skus=${skus}`}>
          {t('count')}
        </Button>
      )}
      {receiving && <ReceiveBox lines={lines} onClose={() => setReceiving(false)} onDone={choice.clear} />}
    </ChoiceBar>
  );
}

type BoxProps = {
  readonly lines: readonly StockLine[];
  readonly onClose: () => void;
  readonly onDone: () => void;
};

/** What is received where, with which paper, and the sending of each article's receipt. */
function useReceipts() {
  const sites = useSites();
  const send = useStockAct();
  const [siteId, setSite] = useState(sites.items[0]?.siteId ?? '');
  const [document, setDocument] = useState('');
  const [quantities, setQuantities] = useState<ReadonlyMap<string, number>>(new Map());
  // Each article's receipt has one key while its content is the same, however often it is sent.
  const [keys] = useState(() => new Map<string, string>());
  const quantityOf = (skuId: string): number => quantities.get(skuId) ?? 1;
  const setQuantity = (skuId: string, n: number) => setQuantities(new Map(quantities).set(skuId, n));
  const receive = (skuId: string) => {
    const act = { act: 'receipts', siteId, document: document.trim(), skuId, quantity: quantityOf(skuId) } as const;
    const content = JSON.stringify(act);
    const key = keys.get(content) ?? newId('act');
    keys.set(content, key);
    return send.mutateAsync({ act, key });
  };
  return { sites, siteId, setSite, document, setDocument, quantityOf, setQuantity, receive };
}

function ReceiveBox({ lines, onClose, onDone }: BoxProps) {
  const t = useWords(stockWords);
  const { text } = useFormat();
  const client = useQueryClient();
  const { sites, siteId, setSite, document, setDocument, quantityOf, setQuantity, receive } = useReceipts();
  return (
    <BulkBox
      title={t('bulk.receive')}
      verb={t('receive')}
      ready={document.trim() !== '' && siteId !== ''}
      rows={lines.map((line) => {
        const name = [text(line.name), text(line.optionText)].filter(Boolean).join(', ');
        return {
          id: line.skuId,
          name: (
            <>
              {name} <span className="muted num">{line.sku}</span>
            </>
          ),
          goes: quantityOf(line.skuId) > 0,
          says: (
            <NumberInput
              size="xs"
              w={96}
              aria-label={t('bulk.quantityOf', { name })}
              value={quantityOf(line.skuId)}
              min={0}
              max={1_000_000}
              allowDecimal={false}
              onChange={(n) => setQuantity(line.skuId, typeof n === 'number' ? n : 0)}
            />
          ),
        };
      })}
      run={receive}
      done={(n) => t('bulk.received', { n, site: sites.name(siteId) })}
      again={() => client.invalidateQueries({ queryKey: ['stock'] })}
      onClose={onClose}
      onDone={onDone}
    >
      <div className="act-place">
        <SiteSelect label={t('site')} value={siteId} onChange={setSite} />
        <TextInput
          label={t('document')}
          placeholder={t('documentHint')}
          value={document}
          maxLength={120}
          required
          onChange={(event) => setDocument(event.currentTarget.value)}
        />
      </div>
    </BulkBox>
  );
}
