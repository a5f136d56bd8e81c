/** Several customers at once: a file of them, or the language they are written to in. */
import { Button, Menu } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { address, api } from '#kit/api';
import { BulkBox } from '../parts/bulk.tsx';
import { ChoiceBar } from '../parts/choice-bar.tsx';
import type { Choice } from '../parts/choice.ts';
import { Tag } from '../parts/tag.tsx';
import { useLang, useWords } from '../shell/lang.tsx';
import { useCan } from '../shell/session.tsx';
import { customers as customerWords } from '../words/customers.ts';
import { lists } from '../words/lists.ts';
import type { CustomerHead } from './data.ts';

type Language = CustomerHead['language'];
/** As many as a file of chosen customers takes. */
const MOST = 100;

export function CustomerVerbs({ customers, choice }: { customers: readonly CustomerHead[]; choice: Choice }) {
  const t = useWords(customerWords);
  const l = useWords(lists);
  const { lang } = useLang();
  const mayWrite = useCan('customers.write');
  const [to, setTo] = useState<Language>();
  const customerIds = [...choice.chosen].join(',');
  return (
    <ChoiceBar count={choice.chosen.size} onClear={choice.clear}>
      {choice.chosen.size > MOST ? (
        <Button size="xs" variant="white" disabled>
          {l('fileMost', { n: MOST })}
        </Button>
      ) : (
        <Button
          size="xs"
          variant="white"
          component="a"
          href={address('/api/exports/customers', { customerIds, lang, bom: 1 })}
          download
        >
          {l('file')}
        </Button>
      )}
      {mayWrite && (
        <Menu position="top">
          <Menu.Target>
            <Button size="xs" variant="white">
              {t('language')}
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            {(['fr', 'en'] as const).map((one) => (
              <Menu.Item key={one} onClick={() => setTo(one)}>
                {t(`language.${one}`)}
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
      )}
      {to && <LanguageBox to={to} customers={customers} onClose={() => setTo(undefined)} onDone={choice.clear} />}
    </ChoiceBar>
  );
}

type BoxProps = {
  readonly to: Language;
  readonly customers: readonly CustomerHead[];
  readonly onClose: () => void;
  readonly onDone: () => void;
};

function LanguageBox({ to, customers, onClose, onDone }: BoxProps) {
  const t = useWords(customerWords);
  const client = useQueryClient();
  const before = new Map(customers.map((one) => [one.customerId, one]));
  const set = (customerId: string, version: number, language: Language) =>
    api<CustomerHead>('PATCH', `/api/customers/${customerId}`, { body: { version, language } });
  return (
    <BulkBox
      title={t('bulk.language', { language: t(`language.${to}`) })}
      verb={t('bulk.write')}
      rows={customers.map((one) => ({
        id: one.customerId,
        name: (
          <>
            {one.name || '—'} <span className="muted">{one.email}</span>
          </>
        ),
        goes: one.language !== to,
        says:
          one.language === to ? (
            <span className="muted">{t('bulk.same')}</span>
          ) : (
            <>
              <Tag>{t(`language.${one.language}`)}</Tag> → <Tag tone="info">{t(`language.${to}`)}</Tag>
            </>
          ),
      }))}
      run={(id) => set(id, before.get(id)?.version ?? 0, to)}
      undo={(id, { version }) => set(id, version, before.get(id)?.language ?? to)}
      done={(n) => t('bulk.done', { n })}
      again={() => client.invalidateQueries({ queryKey: ['customers'] })}
      onClose={onClose}
      onDone={onDone}
    >
      <p className="muted">{t('bulk.text')}</p>
    </BulkBox>
  );
}
