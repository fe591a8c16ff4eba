import { FileUp } from "lucide-react";
import { useRef } from "react";
import { useTranslation } from "react-i18next";
import { Button, Field, Select, useDeed } from "@/shared/ui";
import { deeds } from "../api";
import { type Form, HEADERS, MOST } from "../model";

const ACCEPTS: Record<string, string> = {
  image: "image/jpeg,image/png",
  video: "video/mp4",
  document: "application/pdf",
};

export type PartProps = {
  form: Form;
  errors: Record<string, string>;
  set: (change: Partial<Form>) => void;
  disabled: boolean;
};

/** Nothing, a line, or a file that stands above the text. */
export function HeaderPart({
  form,
  errors,
  set,
  disabled,
  kinds = HEADERS,
}: PartProps & { kinds?: readonly (typeof HEADERS)[number][] }) {
  const { t } = useTranslation("templates");
  const input = useRef<HTMLInputElement>(null);
  const { busy, act } = useDeed();
  const accepts = ACCEPTS[form.headerKind];
  const upload = (file: File) =>
    act({
      run: () => deeds.upload(file),
      after: (stored) => set({ headerExample: { media_id: stored.id }, headerFile: file.name }),
    });
  return (
    <div className="grid items-start gap-4 sm:grid-cols-[180px_minmax(0,1fr)]">
      <Select
        label={t(($) => $.edit.header)}
        options={kinds.map((id) => ({ id, label: t(($) => $.edit.headerKind[id]) }))}
        value={form.headerKind}
        onChange={(id) => set({ headerKind: id as Form["headerKind"], headerExample: null, headerFile: "" })}
        disabled={disabled}
      />
      {form.headerKind === "text" && (
        <Field
          label={t(($) => $.edit.headerText)}
          hint={t(($) => $.edit.count, { used: form.header.length, most: MOST.header })}
          value={form.header}
          error={errors.header}
          onChange={(header) => set({ header })}
          isDisabled={disabled}
        />
      )}
      {accepts && (
        <div className="flex flex-col gap-1.5">
          <span className="text-sm font-medium">{t(($) => $.edit.file)}</span>
          <input
            ref={input}
            type="file"
            accept={accepts}
            aria-label={t(($) => $.edit.file)}
            className="sr-only"
            tabIndex={-1}
            disabled={disabled}
            onChange={(event) => {
              const file = event.target.files?.[0];
              if (file) void upload(file);
              event.target.value = "";
            }}
          />
          <span className="flex flex-wrap items-center gap-2">
            <Button
              size="form"
              icon={<FileUp aria-hidden />}
              busy={busy}
              isDisabled={disabled}
              onPress={() => input.current?.click()}
            >
              {t(($) => $.edit.choose)}
            </Button>
            <span role="status" className="text-sm text-fg-2">
              {form.headerFile && t(($) => $.edit.fileThere, { name: form.headerFile })}
            </span>
          </span>
          <p className={errors.headerExample ? "text-xs text-danger" : "text-xs text-fg-3"}>
            {errors.headerExample ?? t(($) => $.edit.fileHint)}
          </p>
        </div>
      )}
    </div>
  );
}
