/** When invoices are made and for whom, everywhere and where a channel differs; and whether they are mailed. */
import { NativeSelect } from '@mantine/core';
import { useFormat } from '../../parts/format.ts';
import { useChannels } from '../../parts/names.ts';
import { useWords } from '../../shell/lang.tsx';
import { consumers, moments, type Policy, type Profile } from './data.ts';
import { profileWords } from './words.ts';

type Props = {
  readonly edit: Profile;
  readonly set: (change: Partial<Profile>) => void;
  /** Whose documents these are: several legal entities stand on one page. */
  readonly of: string;
};

export function Policies({ edit, set, of }: Props) {
  const t = useWords(profileWords);
  const { policy } = edit;
  return (
    <>
      <div className="settings-fields">
        <NativeSelect
          label={t('moment')}
          value={policy.moment}
          onChange={(event) => set({ policy: { ...policy, moment: event.currentTarget.value as Policy['moment'] } })}
          data={moments.map((value) => ({ value, label: t(`moment.${value}`) }))}
        />
        <NativeSelect
          label={t('consumers')}
          description={t('consumersHint')}
          value={policy.consumers}
          onChange={(event) =>
            set({ policy: { ...policy, consumers: event.currentTarget.value as Policy['consumers'] } })
          }
          data={consumers.map((value) => ({ value, label: t(`consumers.${value}`) }))}
        />
        <NativeSelect
          label={t('mail')}
          description={t('mailHint')}
          value={edit.mail}
          onChange={(event) => set({ mail: event.currentTarget.value === 'always' ? 'always' : 'never' })}
          data={(['never', 'always'] as const).map((value) => ({ value, label: t(`mail.${value}`) }))}
        />
      </div>
      <ByChannel {...{ edit, set, of }} />
    </>
  );
}

function ByChannel({ edit, set, of }: Props) {
  const t = useWords(profileWords);
  const { text } = useFormat();
  const channels = useChannels();
  const label = t('byChannel', { of });
  const change = (channelId: string, next: Partial<Policy>) => {
    const { [channelId]: before, ...others } = edit.channels;
    const own = Object.fromEntries(Object.entries({ ...before, ...next }).filter(([, value]) => value !== undefined));
    set({ channels: Object.keys(own).length === 0 ? others : { ...others, [channelId]: own } });
  };
  return (
    <div className="table-scroll" role="region" aria-label={label} tabIndex={0}>
      <table className="table" aria-label={label}>
        <thead>
          <tr>
            <th scope="col">{t('channel')}</th>
            <th scope="col">{t('moment')}</th>
            <th scope="col">{t('consumers')}</th>
          </tr>
        </thead>
        <tbody>
          {channels.items.map(({ channelId, name }) => (
            <tr key={channelId}>
              <td>{text(name)}</td>
              <td>
                <NativeSelect
                  size="xs"
                  aria-label={`${t('moment')}, ${text(name)}`}
                  value={edit.channels[channelId]?.moment ?? ''}
                  onChange={(event) =>
                    change(channelId, {
                      moment: moments.find((one) => one === event.currentTarget.value),
                    } as Partial<Policy>)
                  }
                  data={[
                    { value: '', label: t('asEverywhere') },
                    ...moments.map((value) => ({ value, label: t(`moment.${value}`) })),
                  ]}
                />
              </td>
              <td>
                <NativeSelect
                  size="xs"
                  aria-label={`${t('consumers')}, ${text(name)}`}
                  value={edit.channels[channelId]?.consumers ?? ''}
                  onChange={(event) =>
                    change(channelId, {
                      consumers: consumers.find((one) => one === event.currentTarget.value),
                    } as Partial<Policy>)
                  }
                  data={[
                    { value: '', label: t('asEverywhere') },
                    ...consumers.map((value) => ({ value, label: t(`consumers.${value}`) })),
                  ]}
                />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
