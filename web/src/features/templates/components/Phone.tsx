import {
  Copy,
  ExternalLink,
  FileText,
  Image,
  MapPin,
  Phone as PhoneIcon,
  Reply,
  ShoppingBag,
  Video,
} from "lucide-react";
import { useTranslation } from "react-i18next";
import { Bubble, WhatsAppText } from "@/shared/chat";
import { among } from "../model";
import type { Shown } from "../shown";

const MEDIA = ["image", "video", "document", "gif", "location", "product"] as const;
const PICTURES = { image: Image, gif: Image, video: Video, document: FileText, location: MapPin, product: ShoppingBag };
const SIGNS: Record<string, typeof Reply> = {
  QUICK_REPLY: Reply,
  URL: ExternalLink,
  PHONE_NUMBER: PhoneIcon,
  COPY_CODE: Copy,
  OTP: Copy,
};
const CODE = "123456";

function MediaBox({ kind }: { kind: (typeof MEDIA)[number] }) {
  const { t } = useTranslation("templates");
  const Icon = PICTURES[kind];
  return (
    <span className="mb-1.5 grid h-28 min-w-44 place-items-center rounded-control bg-surface-3 text-fg-2">
      <span className="flex flex-col items-center gap-1 text-xs">
        <Icon className="size-6" aria-hidden />
        {t(($) => $.media[kind])}
      </span>
    </span>
  );
}

function Inside({ shown }: { shown: Shown }) {
  const { t } = useTranslation("templates");
  const media = among(MEDIA, shown.headerKind);
  const code = shown.code;
  const body = code
    ? [t(($) => $.codeText, { code: CODE }), code.security ? t(($) => $.codeSecurity) : ""].filter(Boolean).join(" ")
    : shown.body;
  const footer = code?.minutes ? t(($) => $.codeExpires, { count: code.minutes }) : shown.footer;
  return (
    <>
      {media && <MediaBox kind={media} />}
      {shown.header && <b className="block break-words">{shown.header}</b>}
      {body ? <WhatsAppText text={body} /> : <span className="italic text-chat-meta">{t(($) => $.emptyBody)}</span>}
      {footer && <span className="block break-words text-xs text-chat-meta">{footer}</span>}
    </>
  );
}

/** A template as a customer's phone shows it. */
export function Phone({ shown, clip }: { shown: Shown; clip?: boolean }) {
  const { t } = useTranslation("templates");
  return (
    <div className={`flex flex-col gap-1 rounded-node bg-chat-bg p-3 ${clip ? "max-h-64 overflow-hidden" : ""}`}>
      <Bubble side="in" wide>
        <Inside shown={shown} />
      </Bubble>
      {shown.buttons.map((button, at) => {
        const Icon = SIGNS[button.kind] ?? Reply;
        const label = button.text || (button.kind === "COPY_CODE" ? t(($) => $.edit.button.COPY_CODE) : "…");
        return (
          <span
            // biome-ignore lint/suspicious/noArrayIndexKey: two buttons may say the same
            key={at}
            className="flex w-[85%] items-center justify-center gap-1.5 rounded-control bg-chat-in px-3 py-1.5 text-sm font-medium text-info"
          >
            <Icon className="size-3.5 shrink-0" aria-hidden />
            <span className="truncate">{label}</span>
          </span>
        );
      })}
      {shown.cards.length > 0 && (
        <ul aria-label={t(($) => $.carousel)} className="flex gap-2 overflow-x-auto pt-1" tabIndex={0}>
          {shown.cards.map((card, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: cards have no other name
            <li key={at} className="w-48 shrink-0 rounded-control bg-chat-in p-2 text-sm">
              <Inside shown={card} />
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
