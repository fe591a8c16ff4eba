import { useQuery } from "@tanstack/react-query";
import { Braces } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useMay } from "@/shared/api";
import { Bubble, WhatsAppText } from "@/shared/chat";
import { Combo, Field, IconButton, Menu } from "@/shared/ui";
import { templatesOptions } from "../api";
import { bodyText, type Form, NAMES, placesOf, wantsMedia } from "../model";
import type { Part } from "./RuleForm";

/** The template that is sent, and what stands at each of its places. */
export function MessageFields({ form, set, told }: Part) {
  const { t } = useTranslation("billing");
  const { data, isPending } = useQuery({ ...templatesOptions, enabled: useMay("read:templates") });
  const all = data?.data ?? [];
  // A file above the text is put there over the API; a rule that has one keeps it.
  const offered = all.filter((one) => one.id === form.templateId || !wantsMedia(one));
  const template = all.find((one) => one.id === form.templateId);
  return (
    <>
      <Combo
        label={t(($) => $.form.template)}
        hint={t(($) => (!isPending && offered.length === 0 ? $.form.noTemplates : $.form.templateHint))}
        error={told("template_id") ?? told("header_media_id")}
        placeholder={t(($) => $.form.pick)}
        options={offered.map((one) => ({ id: one.id, label: `${one.name} · ${one.language}`, hint: one.category }))}
        value={form.templateId || null}
        onChange={(templateId) => set("template_id", { templateId, variables: {}, mediaId: null })}
      />
      {template && (
        <>
          {placesOf(template).map((place) => (
            <Variable key={place} place={place} {...{ form, set, told }} />
          ))}
          <div className="rounded-node bg-chat-bg p-3">
            <Bubble side="in" wide>
              <WhatsAppText text={bodyText(template, form.variables)} />
            </Bubble>
          </div>
        </>
      )}
    </>
  );
}

function Variable({ place, form, set, told }: Part & { place: string }) {
  const { t } = useTranslation("billing");
  const value = form.variables[place] ?? "";
  const field = `variables.${place}`;
  const put = (text: string) => set(field, { variables: { ...form.variables, [place]: text } } satisfies Partial<Form>);
  const [part, name = ""] = place.split(".");
  const label =
    part === "header"
      ? t(($) => $.form.headerPlace, { name })
      : part === "button"
        ? t(($) => $.form.buttonPlace, { at: Number(name) + 1 })
        : t(($) => $.form.place, { name: place });
  return (
    <div className="flex items-start gap-2">
      <Field
        className="min-w-0 flex-1"
        label={label}
        value={value}
        error={told(field)}
        maxLength={1000}
        onChange={put}
      />
      <div className="pt-[26px]">
        <Menu
          label={t(($) => $.form.names)}
          items={NAMES.map((id) => ({
            id,
            label: t(($) => $.name[id.replace(".", "_") as "invoice_pix"]),
            hint: id,
            run: () => put(`${value}${value && !value.endsWith(" ") ? " " : ""}{{ ${id} }}`),
          }))}
        >
          <IconButton label={t(($) => $.form.insert, { place: label })}>
            <Braces aria-hidden />
          </IconButton>
        </Menu>
      </div>
    </div>
  );
}
