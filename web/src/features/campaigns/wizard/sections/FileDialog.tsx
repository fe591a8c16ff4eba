import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useFormat } from "@/shared/i18n/format";
import { Bones, Button, Checkbox, Dialog, Failed, Field, Select, useDeed, useErrors } from "@/shared/ui";
import { type Brought, deeds, filePreviewOptions, type Preview } from "../api";
import { useWizard } from "../parts";

type DialogProps = { file: File; campaignId: string; onClose: () => void; onBrought: (brought: Brought) => void };
const FIELDS = ["columns", "consent", "file"] as const;

/** What the server makes of the file, before it is the audience. */
export function FileDialog({ file, campaignId, onClose, onBrought }: DialogProps) {
  const { t } = useTranslation("campaignWizard");
  const preview = useQuery(filePreviewOptions(file));
  if (preview.data)
    return <Ready file={file} campaignId={campaignId} preview={preview.data} onClose={onClose} onBrought={onBrought} />;
  return (
    <Dialog open onClose={onClose} title={t(($) => $.file.title)}>
      {preview.isError ? (
        <Failed tight error={preview.error} retry={() => void preview.refetch()} />
      ) : (
        <Bones rows={3} />
      )}
    </Dialog>
  );
}

function Ready({ file, campaignId, preview, onClose, onBrought }: DialogProps & { preview: Preview }) {
  const { t } = useTranslation("campaignWizard");
  const { form } = useWizard();
  const format = useFormat();
  const guessed = preview.columns.indexOf("phone");
  const [phone, setPhone] = useState(guessed < 0 ? null : String(guessed));
  const [agreed, setAgreed] = useState(false);
  const [source, setSource] = useState("");
  const { busy, act } = useDeed();
  const { errors, take } = useErrors(FIELDS);
  const named = (at: number) =>
    preview.titles[at] || preview.samples[0]?.[at] || t(($) => $.file.column, { at: at + 1 });
  const bring = () => {
    const columns = preview.columns.map((now, at) => (String(at) === phone ? "phone" : now === "phone" ? null : now));
    const { header, encoding, separator } = preview;
    const consent = agreed
      ? { purpose: form.purpose.trim(), given: true as const, source: source.trim(), at: null, text: "" }
      : null;
    return act({
      run: (key) => deeds.bring(campaignId, file, { columns, header, encoding, separator, consent }, key),
      after: onBrought,
      failed: take,
    });
  };
  return (
    <Dialog
      open
      onClose={onClose}
      title={t(($) => $.file.title)}
      actions={
        <Button
          size="form"
          look="primary"
          busy={busy}
          isDisabled={phone === null || (agreed && !source.trim())}
          onPress={() => void bring()}
        >
          {t(($) => $.file.use)}
        </Button>
      }
    >
      <div className="flex flex-col gap-4">
        <p className="break-words text-sm text-fg-2">
          <b className="font-medium text-fg">{file.name}</b>{" "}
          {guessed >= 0 &&
            t(($) => $.file.found, {
              rows: format.number(preview.rows),
              fresh: format.number(preview.new),
              known: format.number(preview.known),
              refused: format.number(preview.refused),
            })}
        </p>
        <Select
          label={t(($) => $.file.phone)}
          error={errors.columns ?? errors.file}
          value={phone}
          onChange={setPhone}
          options={preview.titles.map((_, at) => ({ id: String(at), label: named(at) }))}
        />
        <Checkbox checked={agreed} onChange={setAgreed}>
          {t(($) => $.file.agreed)}
        </Checkbox>
        {agreed && (
          <Field
            isRequired
            label={t(($) => $.file.source)}
            hint={t(($) => $.file.sourceHint)}
            error={errors.consent}
            value={source}
            onChange={setSource}
          />
        )}
      </div>
    </Dialog>
  );
}
