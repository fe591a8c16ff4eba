import clsx from "clsx";
import { ClipboardPaste, FileSpreadsheet, LoaderCircle, Upload } from "lucide-react";
import { type ClipboardEvent, type DragEvent, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useFormat } from "@/shared/i18n/format";
import { Button, Card, Field } from "@/shared/ui";
import { LARGEST } from "../importing";

type Props = { busy: boolean; error: string | null; onFile: (file: File) => void };

/** A file: dropped, picked, or pasted as a table. */
export function FileStep({ busy, error, onFile }: Props) {
  const { t } = useTranslation("imports");
  const format = useFormat();
  const input = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);
  const [large, setLarge] = useState(false);
  const [pasting, setPasting] = useState(false);
  const [text, setText] = useState("");
  const take = (file: File | null | undefined) => {
    if (!file || busy) return;
    setLarge(file.size > LARGEST);
    if (file.size <= LARGEST) onFile(file);
  };
  const onDrop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    take(event.dataTransfer.files[0]);
  };
  const onPaste = (event: ClipboardEvent) => {
    const file = event.clipboardData.files[0];
    if (!file) return;
    event.preventDefault();
    take(file);
  };
  const told = large ? t(($) => $.file.large, { most: format.bytes(LARGEST) }) : error;
  return (
    <Card>
      <section
        aria-label={t(($) => $.file.drop)}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={onDrop}
        onPaste={onPaste}
        className={clsx(
          "flex flex-col items-center gap-3 rounded-card border-2 border-dashed px-4 py-10 text-center",
          over ? "border-brand bg-brand-soft" : "border-line-strong bg-surface-2",
        )}
      >
        {busy ? (
          <LoaderCircle className="size-8 animate-spin text-fg-3" aria-hidden />
        ) : (
          <FileSpreadsheet className="size-8 text-fg-3" aria-hidden />
        )}
        <p role="status" className="text-base font-medium text-fg">
          {t(($) => (busy ? $.file.reading : $.file.drop))}
        </p>
        <p className="max-w-md text-sm text-fg-2">{t(($) => $.file.hint, { most: format.bytes(LARGEST) })}</p>
        <div className="flex flex-wrap justify-center gap-2">
          <Button
            look="primary"
            size="form"
            icon={<Upload aria-hidden />}
            busy={busy}
            onPress={() => input.current?.click()}
          >
            {t(($) => $.file.pick)}
          </Button>
          <Button size="form" icon={<ClipboardPaste aria-hidden />} onPress={() => setPasting(!pasting)}>
            {t(($) => $.file.paste)}
          </Button>
        </div>
        <input
          ref={input}
          type="file"
          tabIndex={-1}
          aria-label={t(($) => $.file.pick)}
          accept=".csv,.txt,.tsv,.xlsx,text/csv,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
          className="hidden"
          onChange={(event) => {
            take(event.target.files?.[0]);
            event.target.value = "";
          }}
        />
      </section>
      {told && (
        <p role="alert" className="mt-3 rounded-node bg-danger-soft px-3 py-2 text-sm text-danger">
          {told}
        </p>
      )}
      {pasting && (
        <div className="mt-4 flex flex-col gap-2">
          <Field
            autoFocus
            mono
            rows={6}
            label={t(($) => $.file.pasteLabel)}
            hint={t(($) => $.file.pasteHint)}
            value={text}
            onChange={setText}
          />
          <Button
            look="primary"
            className="self-end"
            busy={busy}
            isDisabled={!text.trim()}
            onPress={() =>
              take(
                new File(
                  [text],
                  t(($) => $.file.pasted),
                  { type: "text/csv" },
                ),
              )
            }
          >
            {t(($) => $.file.use)}
          </Button>
        </div>
      )}
    </Card>
  );
}
