/** Makes or changes an endpoint; shows a secret, once. */
import { Button, Checkbox, CopyButton, Modal, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useState, type SubmitEvent } from 'react';
import { newId } from '#base/ids';
import { sentenceOf } from '../parts/failed.tsx';
import { useFormat } from '../parts/format.ts';
import { useWords } from '../shell/lang.tsx';
import { common } from '../words/common.ts';
import { pathOf, useEventTypes, useWrite, type Endpoint } from './data.ts';
import { developerWords } from './words.ts';

type Made = { readonly endpointId: string; readonly secret: string | null };

export function EndpointForm({ endpoint, onClose }: { endpoint?: Endpoint; onClose: () => void }) {
  const t = useWords(developerWords);
  const c = useWords(common);
  const write = useWrite<Made>();
  const [endpointId] = useState(() => endpoint?.endpointId ?? newId('whe'));
  const [name, setName] = useState(endpoint?.name ?? '');
  const [url, setUrl] = useState(endpoint?.url ?? '');
  const [eventTypes, setTypes] = useState<string[]>([...(endpoint?.eventTypes ?? ['orders.placed'])]);
  const [secret, setSecret] = useState<string>();
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const told = { name, url, eventTypes };
    const call = endpoint
      ? ({ method: 'PATCH', path: pathOf(endpointId), body: { ...told, version: endpoint.version } } as const)
      : ({ method: 'POST', path: '/api/webhook-endpoints', body: { ...told, endpointId } } as const);
    write.mutate(call, {
      onSuccess: (made) => {
        notifications.show({ message: t(endpoint ? 'saved' : 'created'), color: 'cresson' });
        if (!endpoint && made.secret !== null) setSecret(made.secret);
        else onClose();
      },
    });
  };
  if (secret !== undefined) return <Secret secret={secret} onClose={onClose} />;
  return (
    <Modal
      opened
      size="lg"
      onClose={onClose}
      title={t(endpoint ? 'editTitle' : 'addTitle')}
      closeButtonProps={{ 'aria-label': c('close') }}
    >
      <form className="column" onSubmit={submit}>
        <TextInput
          label={t('name')}
          value={name}
          onChange={(e) => setName(e.currentTarget.value)}
          required
          maxLength={80}
          data-autofocus
        />
        <TextInput
          label={t('url')}
          description={t('urlHint')}
          type="url"
          value={url}
          onChange={(e) => setUrl(e.currentTarget.value)}
          required
          maxLength={500}
          placeholder="https://"
        />
        <Types chosen={eventTypes} onChange={setTypes} />
        {write.error && (
          <p className="bad" role="alert">
            {sentenceOf(write.error, c('error.network'))}
          </p>
        )}
        <div className="confirm-verbs">
          <Button variant="default" onClick={onClose}>
            {t('cancel')}
          </Button>
          <Button type="submit" loading={write.isPending} disabled={eventTypes.length === 0}>
            {t(endpoint ? 'save' : 'create')}
          </Button>
        </div>
      </form>
    </Modal>
  );
}

function Types({ chosen, onChange }: { chosen: string[]; onChange: (types: string[]) => void }) {
  const t = useWords(developerWords);
  const { text } = useFormat();
  const types = useEventTypes();
  return (
    <Checkbox.Group label={t('types')} value={chosen} onChange={onChange} required>
      <div className="developers-types" role="group" tabIndex={0} aria-label={t('types')}>
        {(types.data ?? []).map(({ type, title }) => (
          <Checkbox key={type} size="xs" value={type} label={text(title)} description={type} />
        ))}
      </div>
    </Checkbox.Group>
  );
}

/** A secret that is never shown again: closing says that one has it. */
export function Secret({ secret, onClose }: { secret: string; onClose: () => void }) {
  const t = useWords(developerWords);
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('secretTitle')}
      withCloseButton={false}
      closeOnClickOutside={false}
      closeOnEscape={false}
    >
      <div className="column">
        <p>{t('secretText')}</p>
        <code className="developers-secret">{secret}</code>
        <div className="confirm-verbs">
          <CopyButton value={secret}>
            {({ copied, copy }) => (
              <Button variant="default" onClick={copy}>
                {t(copied ? 'copied' : 'copy')}
              </Button>
            )}
          </CopyButton>
          <Button onClick={onClose}>{t('done')}</Button>
        </div>
      </div>
    </Modal>
  );
}
