export default function Walk({ file, choose, close }: { file: string; choose: (id: string | null) => void; close: () => void }) {
  return file === '' && choose !== close ? null : null;
}
