/** What each column of our own file means, with the attributes of this house by the names of their columns. */
import { useAttributes } from '../content/data.ts';
import { Panel } from '../parts/panel.tsx';
import { useLang, useWords } from '../shell/lang.tsx';
import { columnWords, exampleOf, fileColumns } from './column-words.ts';
import { fileWords } from './file-words.ts';

export function Columns() {
  const t = useWords(fileWords);
  const w = useWords(columnWords);
  const { lang } = useLang();
  const attributes = useAttributes();
  return (
    <Panel title={t('columns')}>
      <details className="file-columns">
        <summary>{t('columnsMore')}</summary>
        <p className="muted">{t('columnsIntro')}</p>
        <dl>
          {fileColumns.map((name) => (
            <div key={name}>
              <dt>
                <code>{w(`${name}_name`)}</code>
              </dt>
              <dd>{w(name)}</dd>
            </div>
          ))}
        </dl>
        <h3>{t('attributeColumns')}</h3>
        <p className="muted">
          {t('attributeHint')} {t('variantHint')}
        </p>
        {attributes.data?.length === 0 && <p className="muted">{t('noAttributes')}</p>}
        <dl>
          {attributes.data?.map((one) => (
            <div key={one.code}>
              <dt>
                {(one.localisable ? ['@fr', '@en'] : ['']).map((end) => (
                  <code key={end}>
                    attribute:{one.code}
                    {end}
                  </code>
                ))}
              </dt>
              <dd>
                {one.name[lang]} · {exampleOf(one, lang)}
              </dd>
            </div>
          ))}
        </dl>
      </details>
    </Panel>
  );
}
