/** The pick and scan-out station: scan a shipment, then its goods, then the label. */
import { useParams } from 'react-router';
import { ReadyView } from '@/features/pick/ReadyView';
import { Station } from '@/features/pick/Station';

export function PickPage() {
  const { id } = useParams();
  return id === undefined ? <ReadyView /> : <Station key={id} id={id} />;
}
