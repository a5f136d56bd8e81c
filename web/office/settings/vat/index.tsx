/** VAT: how the house stands with it, the rates it reckons with, what is declared abroad, and the proofs. */
import { ErrorBox } from '../../parts/failed.tsx';
import { RowsSkeleton } from '../../parts/skeleton.tsx';
import { useStanding } from './data.ts';
import { Proofs } from './proofs.tsx';
import { Quarter } from './quarter.tsx';
import { Rates } from './rates.tsx';
import { ChannelBases, Meter, SellerForm } from './standing.tsx';

export function Vat() {
  const standing = useStanding();
  if (standing.isPending) return <RowsSkeleton rows={6} />;
  if (!standing.data) return <ErrorBox error={standing.error} retry={() => void standing.refetch()} />;
  const { sellers, channels, limitMinor } = standing.data;
  return (
    <div className="column">
      {sellers.map((seller) => (
        <div key={seller.entityId} className="column">
          {seller.inUnion && (
            <>
              <Meter seller={seller} limitMinor={limitMinor} />
              <Quarter entityId={seller.entityId} />
            </>
          )}
          <SellerForm key={seller.version} seller={seller} />
        </div>
      ))}
      <ChannelBases channels={channels} />
      <Rates />
      <Proofs />
    </div>
  );
}
