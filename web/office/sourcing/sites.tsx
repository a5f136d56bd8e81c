/** What each place may and costs: an empty field follows the rules above. */
import { NumberInput, Switch } from '@mantine/core';
import type { SiteRule } from '#sourcing/model';
import { useSites } from '../parts/names.ts';
import { Panel } from '../parts/panel.tsx';
import { useWords } from '../shell/lang.tsx';
import { cents, whole, type RulesProps } from './points.tsx';
import { sourcingWords } from './words.ts';

type Figure = 'capacity' | 'keep' | 'safety' | 'prepDays';
const figures = [
  ['capacity', 'capacity', 'noLimit'],
  ['keep', 'keep', undefined],
  ['safety', 'safety', 'asAbove'],
  ['prepDays', 'prep', 'asAbove'],
] as const satisfies [Figure, string, string | undefined][];

/** A site's rule without what it does not say. */
function withRule(rule: SiteRule, change: Partial<SiteRule>): SiteRule {
  return Object.fromEntries(
    Object.entries({ ...rule, ...change }).filter(([key, value]) => value !== undefined && !(key === 'sends' && value)),
  );
}

export function SitesPanel({ rules, set, readOnly }: RulesProps) {
  const t = useWords(sourcingWords);
  const sites = useSites();
  const change = (siteId: string, next: Partial<SiteRule>): void => {
    const { [siteId]: mine = {}, ...others } = rules.sites;
    const rule = withRule(mine, next);
    set({ sites: Object.keys(rule).length === 0 ? others : { ...others, [siteId]: rule } });
  };
  return (
    <Panel title={t('sites')} flush>
      <div className="table-scroll" tabIndex={0} role="region" aria-label={t('sites')}>
        <table className="table sourcing-sites" aria-label={t('sites')}>
          <thead>
            <tr>
              <th scope="col">{t('site')}</th>
              <th scope="col">{t('sends')}</th>
              <th scope="col">{t('cost')}</th>
              {figures.map(([key, word]) => (
                <th scope="col" key={key}>
                  {t(word)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {sites.items.map(({ siteId, name }) => (
              <SiteLine
                key={siteId}
                name={name}
                rule={rules.sites[siteId] ?? {}}
                set={(next) => change(siteId, next)}
                readOnly={readOnly}
              />
            ))}
          </tbody>
        </table>
      </div>
    </Panel>
  );
}

type SiteLineProps = {
  readonly name: string;
  readonly rule: SiteRule;
  readonly set: (next: Partial<SiteRule>) => void;
  readonly readOnly: boolean;
};

function SiteLine({ name, rule, set, readOnly }: SiteLineProps) {
  const t = useWords(sourcingWords);
  return (
    <tr>
      <th scope="row">{name}</th>
      <td>
        <Switch
          aria-label={`${t('sends')}, ${name}`}
          checked={rule.sends ?? true}
          onChange={(event) => set({ sends: event.currentTarget.checked })}
          disabled={readOnly}
        />
      </td>
      <td>
        <NumberInput
          aria-label={`${t('cost')}, ${name}`}
          placeholder={t('asAbove')}
          value={rule.costMinor === undefined ? '' : rule.costMinor / 100}
          onChange={(value) => set({ costMinor: value === '' ? undefined : cents(value) })}
          min={0}
          decimalScale={2}
          fixedDecimalScale
          decimalSeparator=","
          suffix=" €"
          hideControls
          readOnly={readOnly}
        />
      </td>
      {figures.map(([key, word, placeholder]) => (
        <td key={key}>
          <NumberInput
            aria-label={`${t(word)}, ${name}`}
            placeholder={placeholder ? t(placeholder) : '0'}
            value={rule[key] ?? ''}
            onChange={(value) => set({ [key]: value === '' ? undefined : whole(value) })}
            min={0}
            allowDecimal={false}
            hideControls
            readOnly={readOnly}
          />
        </td>
      ))}
    </tr>
  );
}
