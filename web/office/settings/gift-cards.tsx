/** Gift cards: how long they are good, which articles are some, and between which amounts their buyers may choose. */
import { Button, Checkbox, Modal, NativeSelect, NumberInput, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState, type SubmitEvent } from 'react';
import { api } from '#kit/api';
import { Confirm } from '../parts/confirm.tsx';
import { ErrorBox, sentenceOf } from '../parts/failed.tsx';
import { useFormat, type Text } from '../parts/format.ts';
import { Icon } from '../parts/icon.tsx';
import { Panel } from '../parts/panel.tsx';
import { RowsSkeleton } from '../parts/skeleton.tsx';
import { minorOf, typedOf } from '../prices/amount.ts';
import { useLang, useWords } from '../shell/lang.tsx';
import { useCan } from '../shell/session.tsx';
import { Scanner, type Article } from '../stock/scanner.tsx';
import { common } from '../words/common.ts';
import { Verbs } from './form-parts.tsx';
import { giftCardWords } from './gift-card-words.ts';
import { settingsWords } from './words.ts';

type CardArticle = {
  readonly skuId: string;
  readonly sku: string;
  readonly name: Text;
  readonly optionText: Text;
  readonly byMail: boolean;
  readonly free: { readonly leastMinor: number; readonly mostMinor: number; readonly currency: string } | null;
};
type Rules = {
  readonly validMonths: number | null;
  readonly leastMonths: number;
  readonly articles: readonly CardArticle[];
};
const key = ['settings', 'gift-cards'];

export function GiftCardSettings() {
  const t = useWords(giftCardWords);
  const found = useQuery({
    queryKey: key,
    queryFn: ({ signal }) => api<Rules>('GET', '/api/gift-card-rules', { signal }),
  });
  if (found.isPending) return <RowsSkeleton />;
  if (!found.data) return <ErrorBox error={found.error} retry={() => void found.refetch()} />;
  return (
    <Panel title={t('title')}>
      <p className="muted settings-lead">{t('text')}</p>
      <Months key={String(found.data.validMonths)} rules={found.data} />
      <Articles rules={found.data} />
    </Panel>
  );
}

/** Writes one thing of them, and reads all again. */
function useRule<T>(write: (input: T) => Promise<unknown>) {
  const t = useWords(settingsWords);
  const client = useQueryClient();
  return useMutation({
    mutationFn: write,
    onSuccess: async () => {
      notifications.show({ message: t('saved'), color: 'cresson' });
      await client.invalidateQueries({ queryKey: key });
    },
  });
}

function Wrong({ error }: { error: unknown }) {
  const c = useWords(common);
  return error ? (
    <p className="bad" role="alert">
      {sentenceOf(error, c('error.network'))}
    </p>
  ) : null;
}

function Months({ rules: { validMonths, leastMonths } }: { rules: Rules }) {
  const t = useWords(giftCardWords);
  const may = useCan('payments.write');
  const [ends, setEnds] = useState(validMonths !== null);
  const [months, setMonths] = useState(validMonths ?? Math.max(12, leastMonths));
  const write = useRule((body: { validMonths: number | null }) => api('PUT', '/api/gift-card-rules', { body }));
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    write.mutate({ validMonths: ends ? months : null });
  };
  return (
    <form className="column" onSubmit={submit}>
      <div className="settings-fields">
        <NativeSelect
          label={t('good')}
          value={ends ? 'ends' : 'never'}
          onChange={(event) => setEnds(event.currentTarget.value === 'ends')}
          disabled={!may}
          data={[
            { value: 'never', label: t('never') },
            { value: 'ends', label: t('ends') },
          ]}
        />
        <NumberInput
          label={t('months')}
          description={leastMonths > 1 ? t('least', { n: leastMonths }) : undefined}
          value={months}
          onChange={(value) => setMonths(Number(value) || 1)}
          min={Math.max(1, leastMonths)}
          max={1_200}
          allowDecimal={false}
          readOnly={!may || !ends}
          disabled={!ends}
        />
      </div>
      <Wrong error={write.error} />
      {may && <Verbs busy={write.isPending} />}
    </form>
  );
}

function Articles({ rules }: { rules: Rules }) {
  const t = useWords(giftCardWords);
  const { text } = useFormat();
  const may = useCan('payments.write');
  const [open, setOpen] = useState<CardArticle>();
  const [adding, add] = useState(false);
  const [gone, setGone] = useState<CardArticle>();
  const drop = useRule((skuId: string) => api('DELETE', `/api/gift-card-articles/${skuId}`));
  const nameOf = ({ name, optionText, skuId }: CardArticle): string =>
    [text(name), text(optionText)].filter(Boolean).join(', ') || skuId;
  return (
    <>
      <h3 className="settings-part">{t('articles')}</h3>
      {rules.articles.length === 0 && <p className="muted">{t('none')}</p>}
      {rules.articles.length > 0 && (
        <ul className="card-articles">
          {rules.articles.map((one) => (
            <ArticleRow
              key={one.skuId}
              article={one}
              name={nameOf(one)}
              onOpen={() => setOpen(one)}
              onDrop={() => setGone(one)}
            />
          ))}
        </ul>
      )}
      {may && (
        <div className="confirm-verbs">
          <Button variant="default" leftSection={<Icon name="plus" size={14} />} onClick={() => add(true)}>
            {t('add')}
          </Button>
        </div>
      )}
      {adding && (
        <Find
          onClose={() => add(false)}
          onFound={({ skuId, sku, name, optionText }) => {
            add(false);
            const known = rules.articles.find((one) => one.skuId === skuId);
            setOpen(known ?? { skuId, sku, name, optionText, byMail: true, free: null });
          }}
        />
      )}
      {open && <ArticleForm key={open.skuId} article={open} name={nameOf(open)} onClose={() => setOpen(undefined)} />}
      <Confirm
        opened={gone !== undefined}
        onClose={() => setGone(undefined)}
        title={t('drop')}
        verb={t('drop')}
        run={async () => (gone ? drop.mutateAsync(gone.skuId) : undefined)}
      >
        <p>{t('dropText')}</p>
      </Confirm>
    </>
  );
}

type RowProps = {
  readonly article: CardArticle;
  readonly name: string;
  readonly onOpen: () => void;
  readonly onDrop: () => void;
};

function ArticleRow({ article: { sku, free, byMail }, name, onOpen, onDrop }: RowProps) {
  const t = useWords(giftCardWords);
  const { money } = useFormat();
  const may = useCan('payments.write');
  const amount = (minor: number): string => money({ minor, currency: free?.currency ?? 'EUR' });
  const worth = free ? t('between', { least: amount(free.leastMinor), most: amount(free.mostMinor) }) : t('fixed');
  return (
    <li>
      <span>
        <b>{name}</b> <span className="num muted">{sku}</span>
        <small className="muted">
          {worth} · {t(byMail ? 'byMail' : 'byHand')}
        </small>
      </span>
      {may && (
        <span className="row">
          <Button variant="default" size="xs" onClick={onOpen} aria-label={`${t('change')} ${name}`}>
            {t('change')}
          </Button>
          <Button variant="default" size="xs" onClick={onDrop} aria-label={`${t('drop')} ${name}`}>
            {t('drop')}
          </Button>
        </span>
      )}
    </li>
  );
}

function Find({ onClose, onFound }: { onClose: () => void; onFound: (article: Article) => void }) {
  const t = useWords(giftCardWords);
  const c = useWords(common);
  return (
    <Modal opened onClose={onClose} title={t('add')} closeButtonProps={{ 'aria-label': c('close') }}>
      <p className="muted">{t('addText')}</p>
      <Scanner onArticle={onFound} words />
    </Modal>
  );
}

type FormProps = { readonly article: CardArticle; readonly name: string; readonly onClose: () => void };

function ArticleForm({ article, name, onClose }: FormProps) {
  const t = useWords(giftCardWords);
  const c = useWords(common);
  const { lang } = useLang();
  const currency = article.free?.currency ?? 'EUR';
  const [byMail, setByMail] = useState(article.byMail);
  const [isFree, setFree] = useState(article.free !== null);
  const [least, setLeast] = useState(typedOf(article.free?.leastMinor ?? 1_000, currency, lang));
  const [most, setMost] = useState(typedOf(article.free?.mostMinor ?? 50_000, currency, lang));
  const [from, to] = [minorOf(least, currency), minorOf(most, currency)];
  const good = !isFree || (!!from && !!to && from > 0 && from <= to);
  const write = useRule((body: object) => api('PUT', `/api/gift-card-articles/${article.skuId}`, { body }));
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    await write.mutateAsync({ byMail, free: isFree ? { leastMinor: from, mostMinor: to, currency } : null });
    onClose();
  };
  return (
    <Modal opened onClose={onClose} title={name} closeButtonProps={{ 'aria-label': c('close') }}>
      <form className="column" onSubmit={(event) => void submit(event).catch(() => undefined)}>
        <NativeSelect
          label={t('amounts')}
          value={isFree ? 'free' : 'fixed'}
          onChange={(event) => setFree(event.currentTarget.value === 'free')}
          data={[
            { value: 'fixed', label: t('fixed') },
            { value: 'free', label: t('free') },
          ]}
        />
        {isFree && (
          <div className="settings-fields">
            {(
              [
                ['from', least, setLeast],
                ['to', most, setMost],
              ] as const
            ).map(([word, value, set]) => (
              <TextInput
                key={word}
                label={t(word)}
                value={value}
                onChange={(event) => set(event.currentTarget.value)}
                inputMode="decimal"
                rightSection="€"
                required
              />
            ))}
          </div>
        )}
        <Checkbox
          label={t('byMailLong')}
          checked={byMail}
          onChange={(event) => setByMail(event.currentTarget.checked)}
        />
        {!good && <p className="bad">{t('wrongLimits')}</p>}
        <Wrong error={write.error} />
        <Verbs busy={write.isPending} disabled={!good} onCancel={onClose} />
      </form>
    </Modal>
  );
}
