/** Inviting somebody by mail. */
import { Modal, NativeSelect, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useState, type SubmitEvent } from 'react';
import { newId } from '#base/ids';
import { Refused, Verbs } from '../settings/form-parts.tsx';
import { useWrite } from '../settings/write.ts';
import { useLang, useWords } from '../shell/lang.tsx';
import { common } from '../words/common.ts';
import type { Grant } from './data.ts';
import { GrantFields } from './grants.tsx';
import { peopleWords } from './words.ts';

export function InviteForm({ onClose }: { onClose: () => void }) {
  const t = useWords(peopleWords);
  const c = useWords(common);
  const { lang } = useLang();
  const write = useWrite();
  const [invitationId] = useState(() => newId('inv'));
  const [grant, setGrant] = useState<Grant>({ role: 'clerk', siteId: null, entityId: null });
  const [typed, setTyped] = useState<{ name: string; email: string; language: string }>({
    name: '',
    email: '',
    language: lang,
  });
  const send = async (event: SubmitEvent) => {
    event.preventDefault();
    const body = { ...typed, ...grant, email: typed.email.trim(), invitationId };
    await write.mutateAsync({ method: 'POST', path: '/api/invitations', body });
    notifications.show({ message: t('invited', { email: body.email }), color: 'cresson' });
    onClose();
  };
  return (
    <Modal opened onClose={onClose} title={t('inviteTitle')} closeButtonProps={{ 'aria-label': c('close') }}>
      <form className="column fields-tight" onSubmit={(event) => void send(event).catch(() => undefined)}>
        <p className="help">{t('inviteText')}</p>
        <TextInput
          label={t('name')}
          value={typed.name}
          onChange={(event) => setTyped({ ...typed, name: event.currentTarget.value })}
          required
          maxLength={120}
        />
        <TextInput
          label={t('email')}
          type="email"
          value={typed.email}
          onChange={(event) => setTyped({ ...typed, email: event.currentTarget.value })}
          required
          maxLength={254}
        />
        <GrantFields value={grant} onChange={setGrant} />
        <NativeSelect
          label={t('language')}
          value={typed.language}
          onChange={(event) => setTyped({ ...typed, language: event.currentTarget.value })}
          data={[
            { value: 'fr', label: t('french') },
            { value: 'en', label: t('english') },
          ]}
        />
        <Refused error={write.error} />
        <Verbs busy={write.isPending} onCancel={onClose} label={t('invite')} />
      </form>
    </Modal>
  );
}
