/** Where a file is dropped or chosen; first what it brings. */
import { DownloadOutlined, InboxOutlined } from '@ant-design/icons';
import { Segmented } from 'antd';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { asProblem } from '@/api/problem';
import { type ImportKind, KINDS, useUpload } from '@/features/import/jobs';
import { stored, useStored } from '@/lib/store';
import { ProblemBanner } from '@/ui/ProblemBanner';
import { ProgressLine } from '@/ui/ProgressLine';
import css from './Import.module.css';

const lastKind = stored<ImportKind>('shundan.import.kind', 'orders');
const TYPES = '.csv,.tsv,.txt,.xlsx,.xls,.gz';

export function UploadBox() {
  const { t } = useTranslation();
  const kind = useStored(lastKind);
  return (
    <section className={css.upload} aria-label={t('import.title')}>
      <header className={css.head}>
        <h1 className={css.title}>{t('import.title')}</h1>
        <Segmented<ImportKind> value={kind} onChange={lastKind.set} options={KINDS.map((value) => ({ value, label: t(`import.kinds.${value}`) }))} />
        <a className={css.template} href={`/api/imports/template?kind=${kind}`} download>
          <DownloadOutlined /> {t('import.template', { kind: t(`import.kinds.${kind}`) })}
        </a>
      </header>
      <DropZone kind={kind} text={t('import.drop', { kind: t(`import.kinds.${kind}`) })} />
    </section>
  );
}

/** Opens the import of the file that is dropped here. */
export function DropZone({ kind, text }: { kind: ImportKind; text: string }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const upload = useUpload();
  const field = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);
  const take = (file: File | undefined) => {
    if (!file || upload.isPending) return;
    upload.mutate({ kind, file }, { onSuccess: ({ id }) => void navigate(`/import/${id}`) });
  };
  return (
    <>
      {upload.error && <ProblemBanner error={asProblem(upload.error)} />}
      <button
        type="button"
        className={`${css.drop} ${over ? css.over : ''}`}
        onClick={() => field.current?.click()}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={(event) => {
          event.preventDefault();
          setOver(false);
          take(event.dataTransfer.files[0]);
        }}
      >
        {upload.isPending && <ProgressLine over />}
        <InboxOutlined className={css.dropIcon} />
        <span>
          <b className={css.dropText}>{upload.isPending ? t('import.uploading', { file: upload.variables.file.name }) : text}</b>
          <span className={css.dropHint}>{t('import.formats')}</span>
        </span>
      </button>
      <input
        ref={field}
        type="file"
        accept={TYPES}
        className="visually-hidden"
        tabIndex={-1}
        aria-label={t('import.choose')}
        onChange={(event) => {
          take(event.target.files?.[0]);
          event.target.value = '';
        }}
      />
    </>
  );
}
