/** What a channel's level does in a domain: what is shared, what is not, with whom, and what one level up would open. */
import { explainLevel, type Domain, type Level } from '#channels/model';
import { useFormat } from '../parts/format.ts';
import { LevelGlyph } from '../parts/icon.tsx';
import { Why } from '../parts/why.tsx';
import { useWords } from '../shell/lang.tsx';
import { whyWords } from '../words/why.ts';
import { useLevels, type ChannelLine } from './data.ts';
import { gains } from './gains.ts';
import { consequence, inForce, levelNumber, meanings } from './meanings.ts';
import { channelWords } from './words.ts';

export function WhyLevel({ line, domain }: { line: ChannelLine; domain: Domain }) {
  const t = useWords(whyWords);
  const c = useWords(channelWords);
  const { text } = useFormat();
  const others = useLevels().data ?? [];
  const live = others.filter(({ status }) => status === 'live');
  const { level, shares, keeps, next, flows } = explainLevel(line, domain, live);
  const opened = next && consequence(domain, level, next.level);
  return (
    <Why
      title={t('levelTitle', { domain: c(domain), level: c(level) })}
      about={t('levelAbout', { domain: c(domain) })}
      sentence={text(meanings[domain][level])}
      foot={!inForce.includes(domain) && <span className="help">{t('notInForce')}</span>}
    >
      <h3>{t('shares')}</h3>
      {shares.length === 0 ? <p className="muted">{t('sharesNothing')}</p> : <Meanings domain={domain} of={shares} />}
      <h3>{t('keeps')}</h3>
      {keeps.length === 0 ? <p className="muted">{t('keepsNothing')}</p> : <Meanings domain={domain} of={keeps} />}
      <h3>{next ? t('next', { level: c(next.level) }) : t('top')}</h3>
      {next && (
        <p>
          {next.reason ? t('blocked', { reason: text(next.reason) }) : text(opened ?? meanings[domain][next.level])}
        </p>
      )}
      <h3>{t('flows')}</h3>
      <p className="help">{t('flowsHint')}</p>
      <ul className="why-list">
        {flows.map((flow) => (
          <li key={flow.channelId}>
            <LevelGlyph level={levelNumber(flow.level)} />
            <span>
              {text(others.find((one) => one.channelId === flow.channelId)?.name)}
              <span className="muted"> · {c(flow.level)}</span>
            </span>
          </li>
        ))}
      </ul>
    </Why>
  );
}

function Meanings({ domain, of }: { domain: Domain; of: readonly Level[] }) {
  const { text } = useFormat();
  return (
    <ul className="why-list">
      {of.map((level) => (
        <li key={level}>
          <LevelGlyph level={levelNumber(level)} />
          <span>{level !== 'isolated' && text(gains[domain][level])}</span>
        </li>
      ))}
    </ul>
  );
}
