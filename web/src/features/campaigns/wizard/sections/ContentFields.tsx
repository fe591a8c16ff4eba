import { Braces, Image, Upload } from "lucide-react";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Bubble, WhatsAppText } from "@/shared/chat";
import type { Template } from "@/shared/templates";
import { Button, Combo, Field, IconButton, type Item, Menu, useDeed } from "@/shared/ui";
import { deeds } from "../api";
import { type Content, mediaOf, placesOf, type Shown, shownOf } from "../model";
import { At, Told, useWizard } from "../parts";

type Props = { field: string; content: Content; onChange: (change: Partial<Content>) => void };

/** What is said: an approved template with its variables, or a text where a linked number sends; the phone beside it. */
export function ContentFields({ field, content, onChange }: Props) {
  const { t } = useTranslation("campaignWizard");
  const { form, numbers, templates, told } = useWizard();
  const chosen = numbers.filter((one) => form.numbers.some(({ id }) => id === one.id));
  const linked = chosen.length > 0 && chosen.every((one) => one.api_type !== "official");
  const accounts = new Set(chosen.map((one) => one.business_account_id));
  const offered = templates.filter(
    (one) => one.id === content.templateId || chosen.length === 0 || accounts.has(one.business_account_id),
  );
  const template = templates.find((one) => one.id === content.templateId);
  const [byText, setByText] = useState(content.text !== "" || linked);
  const writes = !content.templateId && (byText || linked);
  return (
    <div className="grid items-start gap-5 lg:grid-cols-[minmax(0,1fr)_280px]">
      <div className="flex min-w-0 flex-col gap-4">
        {(linked || content.text !== "") && (
          <Kind
            byText={writes}
            onChange={(text) => {
              setByText(text);
              onChange(text ? { templateId: "" } : { text: "" });
            }}
          />
        )}
        {writes ? (
          <At field={`${field}.text`}>
            <Filled
              label={t(($) => $.message.text)}
              value={content.text}
              error={told(`${field}.text`) ?? told(`${field}.template_id`)}
              rows={5}
              onChange={(text) => onChange({ text })}
            />
          </At>
        ) : (
          <At field={`${field}.template_id`}>
            <Combo
              label={t(($) => $.message.template)}
              hint={offered.length === 0 ? t(($) => $.message.noTemplates) : t(($) => $.message.templateHint)}
              error={told(`${field}.template_id`)}
              placeholder={t(($) => $.pick)}
              options={offered.map((one) => ({
                id: one.id,
                label: `${one.name} · ${one.language}`,
                hint: one.category,
              }))}
              value={content.templateId || null}
              onChange={(templateId) => onChange({ templateId, variables: {}, mediaId: "" })}
            />
          </At>
        )}
        {template && <Variables field={field} template={template} content={content} onChange={onChange} />}
      </div>
      <Phone shown={template ? shownOf(template, content.variables) : null} text={writes ? content.text : ""} />
    </div>
  );
}

function Kind({ byText, onChange }: { byText: boolean; onChange: (text: boolean) => void }) {
  const { t } = useTranslation("campaignWizard");
  return (
    <fieldset aria-label={t(($) => $.message.kind)} className="flex gap-2">
      {([true, false] as const).map((text) => (
        <button
          key={String(text)}
          type="button"
          aria-pressed={byText === text}
          onClick={() => onChange(text)}
          className="min-h-8 rounded-control border border-line-strong px-3 text-sm text-fg aria-pressed:border-brand aria-pressed:bg-brand-soft aria-pressed:text-brand-fg max-md:min-h-10"
        >
          {t(($) => (text ? $.message.byText : $.message.byTemplate))}
        </button>
      ))}
    </fieldset>
  );
}

function Variables({ field, template, content, onChange }: Props & { template: Template }) {
  const { t } = useTranslation("campaignWizard");
  const { told } = useWizard();
  const media = mediaOf(template);
  const label = (place: string) => {
    const [part, name] = place.split(".");
    if (part === "header" && name) return t(($) => $.message.headerVariable, { name });
    if (part === "button" && name) return t(($) => $.message.buttonVariable, { at: Number(name) + 1 });
    return t(($) => $.message.variable, { name: place });
  };
  return (
    <At field={`${field}.variables`} className="flex flex-col gap-3">
      <Told field={`${field}.variables`} />
      {placesOf(template).map((place) => (
        <At key={place} field={`${field}.variables.${place}`}>
          <Filled
            label={label(place)}
            value={content.variables[place] ?? ""}
            error={told(`${field}.variables.${place}`) ?? told(`${field}.${place}`, true)}
            onChange={(text) => onChange({ variables: { ...content.variables, [place]: text } })}
          />
        </At>
      ))}
      {media && (
        <At field={`${field}.header_media_id`}>
          <MediaField
            kind={media}
            chosen={content.mediaId !== ""}
            error={told(`${field}.header_media_id`) ?? told(`${field}.header`, true)}
            onChange={(mediaId) => onChange({ mediaId })}
          />
        </At>
      )}
    </At>
  );
}

const ACCEPTS = { image: "image/jpeg,image/png", video: "video/mp4,video/3gpp", document: ".pdf" };

type MediaProps = {
  kind: keyof typeof ACCEPTS;
  chosen: boolean;
  error?: string | null;
  onChange: (mediaId: string) => void;
};

/** The file that stands above the text. */
function MediaField({ kind, chosen, error, onChange }: MediaProps) {
  const { t } = useTranslation("campaignWizard");
  const input = useRef<HTMLInputElement>(null);
  const [name, setName] = useState("");
  const { busy, act } = useDeed();
  const upload = (file: File) =>
    act({
      run: () => deeds.upload(file),
      after: (stored) => {
        setName(file.name);
        onChange(stored.id);
      },
    });
  return (
    <div className="flex flex-wrap items-center gap-2 text-sm">
      <input
        ref={input}
        type="file"
        accept={ACCEPTS[kind]}
        aria-label={t(($) => $.message.media)}
        className="sr-only"
        tabIndex={-1}
        onChange={(event) => {
          const file = event.target.files?.[0];
          if (file) void upload(file);
          event.target.value = "";
        }}
      />
      <Button icon={<Upload aria-hidden />} busy={busy} onPress={() => input.current?.click()}>
        {t(($) => $.message.media)}
      </Button>
      <span className={error ? "text-danger" : "text-fg-3"}>
        {error ?? (name || t(($) => (chosen ? $.message.mediaThere : $.message.mediaHint)))}
      </span>
    </div>
  );
}

type FilledProps = {
  label: string;
  value: string;
  error?: string | null;
  rows?: number;
  onChange: (text: string) => void;
};

/** A text that may hold names: they are offered as soon as `{{` is typed, and by the button. */
function Filled({ label, value, error, rows, onChange }: FilledProps) {
  const { t } = useTranslation("campaignWizard");
  const { form, fileColumns, has } = useWizard();
  // Of a file that was brought earlier only its place is known.
  const ofFile = fileColumns.length > 0 ? fileColumns.map((name) => `file.${name}`) : ["file."];
  const names = [
    "contact.first_name",
    "contact.name",
    ...has.attributes.map((one) => `contact.attributes.${one.name}`),
    "campaign.name",
    "company.name",
    ...(form.file ? ofFile : []),
  ];
  const typed = /\{\{\s*([\w.]*)$/.exec(value);
  const put = (name: string) => {
    const before = typed ? value.slice(0, typed.index) : value;
    onChange(name.endsWith(".") ? `${before}{{ ${name}` : `${before}{{ ${name} }}`);
  };
  const offered = typed ? names.filter((name) => name.startsWith(typed[1] ?? "") && name !== typed[1]) : [];
  const items: Item[] = names.map((name) => ({ id: name, label: name, run: () => put(name) }));
  return (
    <div>
      <div className="flex items-end gap-2">
        <Field
          className="min-w-0 flex-1"
          label={label}
          value={value}
          error={error}
          rows={rows}
          maxLength={rows ? 4096 : 1000}
          onChange={onChange}
        />
        {!rows && !error && (
          <Menu label={t(($) => $.message.names)} items={items}>
            <IconButton label={t(($) => $.message.insert, { label })}>
              <Braces aria-hidden />
            </IconButton>
          </Menu>
        )}
      </div>
      {offered.length > 0 && (
        <ul aria-label={t(($) => $.message.names)} className="mt-1.5 flex flex-wrap gap-1">
          {offered.slice(0, 12).map((name) => (
            <li key={name}>
              <button
                type="button"
                onClick={() => put(name)}
                className="min-h-6 rounded-chip bg-surface-3 px-2 font-mono text-xs text-fg-2 hover:text-fg"
              >
                {name}
              </button>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

/** As the phone shows it, with the names where values will be. */
function Phone({ shown, text }: { shown: Shown | null; text: string }) {
  const { t } = useTranslation("campaignWizard");
  const body = shown?.body || text;
  return (
    <div className="flex flex-col gap-1 rounded-node bg-chat-bg p-3">
      <Bubble side="in" wide>
        {shown?.media && (
          <span className="mb-1.5 grid h-24 min-w-40 place-items-center rounded-control bg-surface-3 text-fg-2">
            <Image className="size-6" aria-hidden />
          </span>
        )}
        {shown?.header && <b className="block break-words">{shown.header}</b>}
        {body ? (
          <WhatsAppText text={body} />
        ) : (
          <span className="italic text-chat-meta">{t(($) => $.message.empty)}</span>
        )}
        {shown?.footer && <span className="block break-words text-xs text-chat-meta">{shown.footer}</span>}
      </Bubble>
      {shown?.buttons.map((button, at) => (
        <span
          // biome-ignore lint/suspicious/noArrayIndexKey: two buttons may say the same
          key={at}
          className="w-[85%] truncate rounded-control bg-chat-in px-3 py-1.5 text-center text-sm font-medium text-info"
        >
          {button || "…"}
        </span>
      ))}
    </div>
  );
}
