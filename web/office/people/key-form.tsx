/** Making a key; it is shown this once. */
import { Button, Modal, NativeSelect, NumberInput, TextInput } from '@mantine/core';
import { useState, type SubmitEvent } from 'react';
import { newId } from '#base/ids';
import { clock, DAY, plus } from '#base/time';
import { Refused, Verbs } from '../settings/form-parts.tsx';
import { useWrite } from '../settings/write.ts';
import { useWords } from '../shell/lang.tsx';
import { common } from '../words/common.ts';
import { SiteSelect } from '../parts/site-select.tsx';
import { useRoles } from './data.ts';
import { Ticks } from './role-form.tsx';
import { peopleWords } from './words.ts';

/** Rights that no program gets. */
const never = new Set(['self', 'staff.write', 'roles.write', 'keys.write']);
const DAYS = [30, 90, 365] as const;

export function KeyForm({ onClose }: { onClose: () => void }) {
  const t = useWords(peopleWords);
  const c = useWords(common);
  const [shown, setShown] = useState<string | null>(null);
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('newKeyTitle')}
      closeOnClickOutside={shown === null}
      closeButtonProps={{ 'aria-label': c('close') }}
    >
      {shown === null ? (
        <Draft onMade={setShown} onClose={onClose} />
      ) : (
        <div className="column">
          <p>{t('keyShown')}</p>
          <code className="key-shown">{shown}</code>
          <Copy text={shown} />
          <div className="confirm-verbs">
            <Button onClick={onClose}>{t('done')}</Button>
          </div>
        </div>
      )}
    </Modal>
  );
}

function Copy({ text }: { text: string }) {
  const t = useWords(peopleWords);
  const [copied, setCopied] = useState(false);
  return (
    <Button
      variant="default"
      onClick={() =>
        void navigator.clipboard?.writeText(text).then(
          () => setCopied(true),
          () => undefined,
        )
      }
    >
      {t(copied ? 'copied' : 'copy')}
    </Button>
  );
}

function Draft({ onMade, onClose }: { onMade: (key: string) => void; onClose: () => void }) {
  const t = useWords(peopleWords);
  const write = useWrite();
  const rights = (useRoles().data?.rights ?? []).filter((one) => !never.has(one.right));
  const [keyId] = useState(() => newId('key'));
  const [name, setName] = useState('');
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const [siteId, setSiteId] = useState('');
  const [days, setDays] = useState('365');
  const [perMinute, setPerMinute] = useState<number | string>(600);
  const make = async (event: SubmitEvent) => {
    event.preventDefault();
    const expiresAt = days === '' ? null : plus(clock(), Number(days) * DAY);
    const body = { keyId, name, rights: chosen, siteId: siteId || null, expiresAt, perMinute: Number(perMinute) };
    const made = (await write.mutateAsync({ method: 'POST', path: '/api/keys', body })) as { key: string };
    onMade(made.key);
  };
  return (
    <form className="column fields-tight" onSubmit={(event) => void make(event).catch(() => undefined)}>
      <TextInput
        label={t('keyFor')}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
        required
        maxLength={60}
      />
      <Ticks label={t('keyRights')} rights={rights} chosen={chosen} onChange={setChosen} />
      <SiteSelect label={t('where')} value={siteId} onChange={setSiteId} all={t('everywhere')} />
      <NativeSelect
        label={t('keyEnds')}
        value={days}
        onChange={(event) => setDays(event.currentTarget.value)}
        data={[
          ...DAYS.map((count) => ({ value: String(count), label: t('endsIn', { days: count }) })),
          { value: '', label: t('never') },
        ]}
      />
      <NumberInput label={t('perMinute')} value={perMinute} onChange={setPerMinute} min={1} max={60_000} required />
      <Refused error={write.error} />
      <Verbs busy={write.isPending} disabled={chosen.length === 0} onCancel={onClose} label={t('create')} />
    </form>
  );
}
