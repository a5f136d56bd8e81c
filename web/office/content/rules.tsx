/** Which part of the catalogue each channel offers: by hand, or by a rule that is tried before it is kept. */
import { Button } from '@mantine/core';
import { useState } from 'react';
import { Link } from 'wouter';
import { ErrorBox } from '../parts/failed.tsx';
import { useFormat } from '../parts/format.ts';
import { Icon } from '../parts/icon.tsx';
import { useChannels } from '../parts/names.ts';
import { Panel } from '../parts/panel.tsx';
import { useTitle } from '../parts/record.tsx';
import { Tag } from '../parts/tag.tsx';
import { useWords } from '../shell/lang.tsx';
import { useCan } from '../shell/session.tsx';
import './content.css';
import { useRules } from './rule-data.ts';
import { RuleEditor } from './rule-form.tsx';
import { ruleWords } from './rule-words.ts';

export function RulesPage() {
  const t = useWords(ruleWords);
  const { text, dateTime } = useFormat();
  const channels = useChannels();
  const rules = useRules();
  const mayWrite = useCan('catalog.write');
  const [chosen, choose] = useState<string>();
  useTitle(t('title'));
  if (rules.error) return <ErrorBox error={rules.error} retry={() => void rules.refetch()} page />;
  const ruleOf = (channelId: string) => rules.data?.find((rule) => rule.channelId === channelId);
  return (
    <div className="page">
      <Link href="/products" className="back-link">
        <Icon name="left" size={14} />
        {t('products')}
      </Link>
      <header className="page-head">
        <h1>{t('title')}</h1>
      </header>
      <p className="muted">{t('intro')}</p>
      <Panel flush className="rule-lines">
        <ul className="rule-list">
          {channels.items.map((channel) => {
            const rule = ruleOf(channel.channelId);
            return (
              <li key={channel.channelId} className="rule-line">
                <Icon name={channels.icon(channel.channelId)} size={18} />
                <strong>{text(channel.name)}</strong>
                <Tag tone={rule?.enabled ? 'ok' : 'plain'}>{t(rule ? (rule.enabled ? 'on' : 'off') : 'noRule')}</Tag>
                <span className="help">
                  {[rule?.from, rule?.until].flatMap((at) => (at ? [dateTime(at)] : [])).join(' – ')}
                </span>
                {mayWrite && (
                  <Button
                    size="xs"
                    variant="default"
                    className="rule-verb"
                    aria-label={`${t(rule ? 'change' : 'make')} : ${text(channel.name)}`}
                    onClick={() => choose(channel.channelId)}
                  >
                    {t(rule ? 'change' : 'make')}
                  </Button>
                )}
              </li>
            );
          })}
        </ul>
      </Panel>
      {chosen && <RuleEditor channelId={chosen} rule={ruleOf(chosen)} onClose={() => choose(undefined)} />}
    </div>
  );
}
