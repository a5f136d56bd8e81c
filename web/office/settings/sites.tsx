/** Stores and warehouses, by the order in which they serve. */
import { Button, Modal, NativeSelect, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useState, type SubmitEvent } from 'react';
import { Link, useLocation } from 'wouter';
import { newId } from '#base/ids';
import { ErrorBox } from '../parts/failed.tsx';
import { Icon } from '../parts/icon.tsx';
import { FileMenu } from '../parts/list-tools.tsx';
import { Panel } from '../parts/panel.tsx';
import { RowsSkeleton } from '../parts/skeleton.tsx';
import { Tag } from '../parts/tag.tsx';
import { useWords } from '../shell/lang.tsx';
import { useCan } from '../shell/session.tsx';
import { common } from '../words/common.ts';
import { useEntities, useSettings, useSiteRecords, type Address, type Site } from './data.ts';
import { AddressFields, Refused, Verbs } from './form-parts.tsx';
import { settingsWords } from './words.ts';
import { useWrite } from './write.ts';

export function SiteList() {
  const t = useWords(settingsWords);
  const sites = useSiteRecords();
  const mayWrite = useCan('settings.write');
  const [making, setMaking] = useState(false);
  if (sites.isPending) return <RowsSkeleton />;
  if (!sites.data) return <ErrorBox error={sites.error} retry={() => void sites.refetch()} />;
  return (
    <Panel
      title={t('sites')}
      flush
      aside={
        <span className="panel-verbs">
          <FileMenu file={{ name: 'sites' }} />
          {mayWrite && (
            <Button
              size="xs"
              variant="default"
              leftSection={<Icon name="plus" size={14} />}
              onClick={() => setMaking(true)}
            >
              {t('newSite')}
            </Button>
          )}
        </span>
      }
    >
      <div className="table-scroll">
        <table className="table" data-hover aria-label={t('sites')}>
          <thead>
            <tr>
              <th scope="col">{t('site')}</th>
              <th scope="col">{t('code')}</th>
              <th scope="col" data-hide="phone">
                {t('kind')}
              </th>
              <th scope="col" data-hide="phone">
                {t('city')}
              </th>
              <th scope="col" data-hide="wide">
                {t('pickup')}
              </th>
              <th scope="col" data-align="right" data-hide="wide">
                {t('priority')}
              </th>
              <th scope="col">{t('state')}</th>
            </tr>
          </thead>
          <tbody>
            {sites.data.map((site) => (
              <SiteRow key={site.siteId} site={site} />
            ))}
          </tbody>
        </table>
      </div>
      {making && <NewSite onClose={() => setMaking(false)} next={sites.data.length + 1} />}
    </Panel>
  );
}

function SiteRow({ site }: { site: Site }) {
  const t = useWords(settingsWords);
  const minutes = site.pickupMinutes;
  const pickup = !site.pickup ? t('none') : minutes === null ? t('pickupYes') : t('pickupIn', { minutes });
  return (
    <tr>
      <td>
        <Link href={`/settings/sites/${site.siteId}`} className="row-link">
          {site.name}
        </Link>
      </td>
      <td className="num">{site.code}</td>
      <td data-hide="phone">{t(site.kind)}</td>
      <td data-hide="phone">{site.address.city}</td>
      <td data-hide="wide">{pickup}</td>
      <td data-align="right" data-hide="wide">
        {site.priority}
      </td>
      <td>
        <Tag tone={site.open ? 'ok' : 'plain'}>{t(site.open ? 'open' : 'closed')}</Tag>
      </td>
    </tr>
  );
}

function NewSite({ onClose, next }: { onClose: () => void; next: number }) {
  const t = useWords(settingsWords);
  const c = useWords(common);
  const [, go] = useLocation();
  const entities = useEntities();
  const settings = useSettings();
  const write = useWrite();
  const [siteId] = useState(() => newId('sit'));
  const [name, setName] = useState('');
  const [code, setCode] = useState('');
  const [kind, setKind] = useState('store');
  const [address, setAddress] = useState<Address>({ name: '', line1: '', postcode: '', city: '', country: 'FR' });
  const save = async (event: SubmitEvent) => {
    event.preventDefault();
    const entityId = entities.data?.[0]?.entityId;
    const { timeZone, country } = settings.data ?? { timeZone: 'Europe/Paris', country: 'FR' };
    const told = { siteId, entityId, code, kind, name, timeZone, priority: next };
    const rest = {
      siret: null,
      phone: null,
      hours: [],
      pickup: false,
      pickupMinutes: null,
      latitude: null,
      longitude: null,
    };
    const body = { ...told, ...rest, address: { ...address, name, country } };
    await write.mutateAsync({ method: 'POST', path: '/api/sites', body });
    notifications.show({ message: t('createdSite'), color: 'cresson' });
    go(`/settings/sites/${siteId}`);
  };
  return (
    <Modal opened onClose={onClose} title={t('newSiteTitle')} closeButtonProps={{ 'aria-label': c('close') }}>
      <form className="column fields-tight" onSubmit={(event) => void save(event).catch(() => undefined)}>
        <TextInput
          label={t('name')}
          value={name}
          onChange={(e) => setName(e.currentTarget.value)}
          required
          maxLength={120}
        />
        <TextInput
          label={t('code')}
          value={code}
          onChange={(e) =>
            setCode(
              e.currentTarget.value
                .toUpperCase()
                .replaceAll(/[^A-Z0-9]/g, '')
                .slice(0, 8),
            )
          }
          required
          minLength={2}
        />
        <NativeSelect
          label={t('kind')}
          value={kind}
          onChange={(e) => setKind(e.currentTarget.value)}
          data={[
            { value: 'store', label: t('store') },
            { value: 'warehouse', label: t('warehouse') },
          ]}
        />
        <AddressFields value={address} onChange={setAddress} readOnly={false} />
        <Refused error={write.error} />
        <Verbs busy={write.isPending} onCancel={onClose} label={t('create')} />
      </form>
    </Modal>
  );
}
