/** Nothing for 300 ms, then the layout to come. */
import { Skeleton } from '@mantine/core';
import { useEffect, useState } from 'react';
import { useWords } from '../shell/lang.tsx';
import { common } from '../words/common.ts';

/** True once 300 ms have passed: what is quick needs no skeleton. */
export function useLate(ms = 300): boolean {
  const [late, setLate] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), ms);
    return () => clearTimeout(timer);
  }, [ms]);
  return late;
}

/** Rows of a table to come. */
export function RowsSkeleton({ rows = 8, height = 36 }: { rows?: number; height?: number }) {
  const t = useWords(common);
  const late = useLate();
  if (!late) return <div style={{ minHeight: rows * height }} />;
  return (
    <div role="status" aria-label={t('loading')}>
      {Array.from({ length: rows }, (_, i) => (
        <div key={i} className="row-skeleton" style={{ height }}>
          <Skeleton height={12} width={`${18 + ((i * 7) % 12)}%`} />
          <Skeleton height={12} width={`${24 + ((i * 5) % 14)}%`} />
          <Skeleton height={12} width="10%" ml="auto" />
        </div>
      ))}
    </div>
  );
}

/** A page to come: title and one panel, or two columns for a record. */
export function PageSkeleton({ record }: { record?: boolean }) {
  const t = useWords(common);
  if (!useLate()) return null;
  return (
    <div className="page" role="status" aria-label={t('loading')}>
      <Skeleton height={30} width={220} mb="lg" />
      <div className={record ? 'record' : undefined}>
        <Skeleton height={360} radius="lg" />
        {record && <Skeleton height={240} radius="lg" />}
      </div>
    </div>
  );
}
