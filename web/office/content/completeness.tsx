/** How complete a product is, by channel and language, with what is missing. */
import { useFormat } from '../parts/format.ts';
import { useChannels } from '../parts/names.ts';
import { Panel } from '../parts/panel.tsx';
import { useWords } from '../shell/lang.tsx';
import { useAttributes, type Completeness } from './data.ts';
import { contentWords } from './words.ts';

export function CompletenessTable({ rows }: { rows: readonly Completeness[] }) {
  const t = useWords(contentWords);
  const channels = useChannels();
  const ids = [...new Set(rows.map((row) => row.channelId))];
  return (
    <Panel title={t('completeness')} note={t('completenessHint')} flush>
      <ul className="completeness">
        {ids.map((id) => (
          <li key={id}>
            <span className="completeness-channel">{channels.name(id)}</span>
            {rows
              .filter((row) => row.channelId === id)
              .map((row) => (
                <Share key={row.language} row={row} />
              ))}
          </li>
        ))}
      </ul>
    </Panel>
  );
}

function Share({ row }: { row: Completeness }) {
  const t = useWords(contentWords);
  const { percent, list, text } = useFormat();
  const attributes = useAttributes().data ?? [];
  const share = row.required === 0 ? 1 : row.present / row.required;
  const nameOf = (code: string) => {
    if (code === 'name' || code === 'description' || code === 'picture') return t(`missing.${code}`);
    const attribute = attributes.find((one) => one.code === code);
    return attribute ? text(attribute.name) : code;
  };
  return (
    <div className="completeness-share">
      <span className="completeness-bar" aria-hidden="true">
        <span style={{ width: `${Math.round(share * 100)}%` }} data-full={share === 1 || undefined} />
      </span>
      <span className="help">
        {row.language.toUpperCase()} <span className="num">{percent(share)}</span>{' '}
        {row.missing.length === 0 ? t('complete') : `· ${t('missing')} : ${list(row.missing.map(nameOf))}`}
      </span>
    </div>
  );
}
