/** The document that moved goods: a shipment is named by its number and opened by it, others are as they were written. */
import { Link } from 'react-router';
import { useShipmentNumber } from '@/api/names';

export function DocumentText({ id }: { id: string }) {
  return id.startsWith('shp_') ? <ShipmentText id={id} /> : <>{id}</>;
}

function ShipmentText({ id }: { id: string }) {
  const number = useShipmentNumber(id);
  return number === '' ? <>{id}</> : <Link to={`/shipments/${id}`}>{number}</Link>;
}
