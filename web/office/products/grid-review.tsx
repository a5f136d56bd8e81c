/** What saving the grid would change, product by product, and what would be refused. */
import { useFieldName, useTold } from '../content/history.tsx';
import { Confirm } from '../parts/confirm.tsx';
import { useFormat } from '../parts/format.ts';
import { Tag } from '../parts/tag.tsx';
import { useWords } from '../shell/lang.tsx';
import type { Answer } from './grid-calls.ts';
import { ruleWords } from './grid-rules.ts';
import { gridWords } from './grid-words.ts';

export type ReviewProps = {
  readonly answer: Answer;
  readonly save: () => Promise<void>;
  readonly onClose: () => void;
};

export function ReviewBox({ answer, save, onClose }: ReviewProps) {
  const t = useWords(gridWords);
  const { text, lang } = useFormat();
  const nameOf = useFieldName();
  const tell = useTold();
  const changed = answer.items.filter((item) => item.outcome === 'changed');
  const refused = answer.items.filter((item) => item.outcome === 'refused');
  const count = new Set(changed.map((item) => item.productId)).size;
  const isNothing = changed.length + refused.length === 0;
  return (
    <Confirm
      opened
      onClose={onClose}
      title={t('review')}
      verb={t('save')}
      disabled={changed.length === 0 && !isNothing}
      run={save}
    >
      {isNothing && <p>{t('nothing')}</p>}
      {count > 0 && <p>{t('told', { n: count })}</p>}
      {refused.length > 0 && (
        <p className="bad">{t('refusedN', { n: new Set(refused.map((item) => item.productId)).size })}</p>
      )}
      <ul className="grid-review">
        {[...refused, ...changed].map((item) => (
          <li key={`${item.productId} ${item.changes[0]?.field ?? item.outcome}`}>
            <strong>{text(item.name)}</strong>
            {item.outcome === 'refused' && <Tag tone="bad">{t('refused')}</Tag>}
            {[...(answer.refused.get(item.productId) ?? [])].map(([key, rule]) => (
              <span key={key} className="bad">
                {nameOf(key.replace(/\.(fr|en)$/, ''))} : {ruleWords(rule, lang)}
              </span>
            ))}
            {item.changes.map((change) => (
              <span key={change.field} className="grid-change">
                {nameOf(change.field)} : <Difference from={change.from} to={change.to} tell={tell} />
              </span>
            ))}
          </li>
        ))}
      </ul>
    </Confirm>
  );
}

type DifferenceProps = { readonly from: unknown; readonly to: unknown; readonly tell: (value: unknown) => string };

/** Of texts in two languages, the one that changes. */
function Difference({ from, to, tell }: DifferenceProps) {
  const isText = (value: unknown): value is Record<'fr' | 'en', unknown> =>
    typeof value === 'object' && value !== null && 'fr' in value && 'en' in value;
  if (!isText(from) || !isText(to))
    return (
      <>
        <del>{tell(from)}</del> <ins>{tell(to)}</ins>
      </>
    );
  return (['fr', 'en'] as const)
    .filter((language) => from[language] !== to[language])
    .map((language) => (
      <span key={language}>
        ({language}) <del>{tell(from[language])}</del> <ins>{tell(to[language])}</ins>{' '}
      </span>
    ));
}
