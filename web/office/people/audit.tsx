/** Privileged changes, newest first. */
import { NativeSelect } from '@mantine/core';
import { DataTable, type Column } from '../parts/data-table.tsx';
import { Empty } from '../parts/empty.tsx';
import { useFormat } from '../parts/format.ts';
import { useKeyset } from '../parts/keyset.ts';
import { FileMenu } from '../parts/list-tools.tsx';
import { Panel } from '../parts/panel.tsx';
import { useParam } from '../parts/views.ts';
import { useActor } from '../settings/data.ts';
import { useLang, useWords } from '../shell/lang.tsx';
import type { AuditLine } from './data.ts';
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
  'identity.approval_asked': { fr: 'Accord demandé', en: 'Agreement asked for' },
  'identity.approval_given': { fr: 'Accord donné', en: 'Agreement given' },
  'identity.approval_refused': { fr: 'Accord refusé', en: 'Agreement refused' },
  'identity.approved_alone': { fr: 'Fait seul', en: 'Done alone' },
  'identity.refund_limit_set': { fr: 'Limite de remboursement', en: 'Limit of refunds' },
  'identity.session_ended': { fr: 'Session fermée', en: 'Session ended' },
  'identity.outside_linked': { fr: 'Compte de l’entreprise relié', en: 'Company account linked' },
  'identity.device_enrolled': { fr: 'Caisse reconnue', en: 'Till trusted' },
  'identity.device_revoked': { fr: 'Caisse révoquée', en: 'Till revoked' },
  'org.settings_changed': { fr: 'Réglages modifiés', en: 'Settings changed' },
  'channels.level_changed': { fr: 'Niveau de canal modifié', en: 'Channel level changed' },
};

export function Audit() {
  const t = useWords(peopleWords);
  const [about, setAbout] = useParam('about');
  const query = { about };
  const list = useKeyset<AuditLine>('audit', '/api/audit', query, 50, 'before');
  const columns = useColumns();
  return (
    <Panel
      title={t('audit')}
      flush
      aside={
        <span className="row">
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
          <FileMenu file={{ name: 'audit', query }} />
        </span>
      }
    >
      <DataTable
        label={t('audit')}
        columns={columns}
        list={list}
        rowKey={({ seq }) => String(seq)}
        empty={
          <Empty icon="shield" title={t('noAudit')}>
            {t('noAuditText')}
          </Empty>
        }
      />
    </Panel>
  );
}

function useColumns(): Column<AuditLine>[] {
  const t = useWords(peopleWords);
  const { lang } = useLang();
  const { when } = useFormat();
  const actor = useActor();
  return [
    { key: 'when', head: t('when'), cell: ({ at }) => <span className="num">{when(at)}</span> },
    { key: 'what', head: t('what'), cell: ({ type }) => facts[type]?.[lang] ?? type },
    { key: 'who', head: t('who'), cell: (line) => line.actorName ?? actor(line.actor) },
    {
      key: 'detail',
      head: t('detail'),
      hide: 'phone',
      cell: (line) => <div className="audit-body">{bodyText(line, actor)}</div>,
    },
  ];
}

/** Whom or what it concerns, and the facts as the journal has them. */
function bodyText(line: AuditLine, actor: (id: string) => string): string {
  const told = Object.entries(line.body)
    .filter(([key, value]) => value !== null && key !== 'content' && !(Array.isArray(value) && value.length === 0))
    .map(([key, value]) => `${key}: ${typeof value === 'object' ? JSON.stringify(value) : String(value)}`);
  const whom = line.subjectId.startsWith('stf_') && line.subjectId !== line.actor ? [actor(line.subjectId)] : [];
  return [...whom, ...told].join(' · ').slice(0, 240);
}
