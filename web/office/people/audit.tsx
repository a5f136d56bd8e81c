/** Privileged changes, newest first. */
import { Button, NativeSelect } from '@mantine/core';
import { useState } from 'react';
import { Empty } from '../parts/empty.tsx';
import { ErrorBox } from '../parts/failed.tsx';
import { useFormat } from '../parts/format.ts';
import { Panel } from '../parts/panel.tsx';
import { RowsSkeleton } from '../parts/skeleton.tsx';
import { useActor } from '../settings/data.ts';
import { useLang, useWords } from '../shell/lang.tsx';
import { useAudit, type AuditLine } from './data.ts';
import { peopleWords } from './words.ts';

const facts: Readonly<Record<string, { fr: string; en: string }>> = {
  'identity.signed_in': { fr: 'Connexion', en: 'Signed in' },
  'identity.signed_out': { fr: 'Déconnexion', en: 'Signed out' },
  'identity.staff_added': { fr: 'Personne ajoutée', en: 'Person added' },
  'identity.staff_changed': { fr: 'Personne modifiée', en: 'Person changed' },
  'identity.invited': { fr: 'Invitation', en: 'Invited' },
  'identity.invitation_withdrawn': { fr: 'Invitation retirée', en: 'Invitation withdrawn' },
  'identity.role_changed': { fr: 'Rôle modifié', en: 'Role changed' },
  'identity.role_removed': { fr: 'Rôle supprimé', en: 'Role removed' },
  'identity.key_made': { fr: 'Clé d’API faite', en: 'API key made' },
  'identity.key_revoked': { fr: 'Clé d’API révoquée', en: 'API key revoked' },
  'identity.second_factor_on': { fr: 'Second facteur mis en place', en: 'Second factor set up' },
  'identity.second_factor_off': { fr: 'Second facteur retiré', en: 'Second factor removed' },
  'identity.recovery_code_used': { fr: 'Code de secours utilisé', en: 'Recovery code used' },
  'identity.session_ended': { fr: 'Session fermée', en: 'Session ended' },
  'identity.outside_linked': { fr: 'Compte de l’entreprise relié', en: 'Company account linked' },
  'identity.device_enrolled': { fr: 'Caisse reconnue', en: 'Till trusted' },
  'identity.device_revoked': { fr: 'Caisse révoquée', en: 'Till revoked' },
  'org.settings_changed': { fr: 'Réglages modifiés', en: 'Settings changed' },
  'channels.level_changed': { fr: 'Niveau de canal modifié', en: 'Channel level changed' },
};

export function Audit() {
  const t = useWords(peopleWords);
  const [about, setAbout] = useState('');
  const audit = useAudit(about);
  const lines = audit.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Panel
      title={t('audit')}
      flush
      aside={
        <NativeSelect
          size="xs"
          aria-label={t('about')}
          value={about}
          onChange={(event) => setAbout(event.currentTarget.value)}
          data={[
            { value: '', label: t('all') },
            { value: 'identity.', label: t('aboutPeople') },
            { value: 'org.', label: t('aboutHouse') },
            { value: 'channels.', label: t('aboutChannels') },
            { value: 'payments.', label: t('aboutMoney') },
          ]}
        />
      }
    >
      {audit.isPending && <RowsSkeleton />}
      {audit.isError && <ErrorBox error={audit.error} retry={() => void audit.refetch()} />}
      {audit.data && lines.length === 0 && (
        <Empty icon="shield" title={t('noAudit')}>
          {t('noAuditText')}
        </Empty>
      )}
      {lines.length > 0 && <AuditTable lines={lines} />}
      {audit.hasNextPage && (
        <footer className="table-foot">
          <Button
            variant="default"
            size="xs"
            loading={audit.isFetchingNextPage}
            onClick={() => void audit.fetchNextPage()}
          >
            {t('older')}
          </Button>
        </footer>
      )}
    </Panel>
  );
}

function AuditTable({ lines }: { lines: readonly AuditLine[] }) {
  const t = useWords(peopleWords);
  const { lang } = useLang();
  const { when } = useFormat();
  const actor = useActor();
  return (
    <div className="table-scroll" role="region" aria-label={t('audit')} tabIndex={0}>
      <table className="table" aria-label={t('audit')}>
        <thead>
          <tr>
            <th scope="col">{t('when')}</th>
            <th scope="col">{t('what')}</th>
            <th scope="col">{t('who')}</th>
            <th scope="col" data-hide="phone">
              {t('detail')}
            </th>
          </tr>
        </thead>
        <tbody>
          {lines.map((line) => (
            <tr key={line.seq}>
              <td className="num">{when(line.at)}</td>
              <td>{facts[line.type]?.[lang] ?? line.type}</td>
              <td>{line.actorName ?? actor(line.actor)}</td>
              <td data-hide="phone">
                <div className="audit-body">{bodyText(line, actor)}</div>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** Whom or what it concerns, and the facts as the journal has them. */
function bodyText(line: AuditLine, actor: (id: string) => string): string {
  const told = Object.entries(line.body)
    .filter(([key, value]) => value !== null && key !== 'content' && !(Array.isArray(value) && value.length === 0))
    .map(([key, value]) => `${key}: ${typeof value === 'object' ? JSON.stringify(value) : String(value)}`);
  const whom = line.subjectId.startsWith('stf_') && line.subjectId !== line.actor ? [actor(line.subjectId)] : [];
  return [...whom, ...told].join(' · ').slice(0, 240);
}
