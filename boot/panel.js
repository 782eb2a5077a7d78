// What a person sees when the app cannot start or has stopped. Plain DOM and both languages: neither the wasm nor the
// texts can be relied on here.

function element(tag, properties, ...children) {
  const node = Object.assign(document.createElement(tag), properties);
  node.append(...children);
  return node;
}

function bilingual(tag, className, [zh, en]) {
  return element(tag, { className }, element("span", { lang: "zh-CN" }, zh), " ", element("span", { lang: "en" }, en));
}

function button([zh, en], action, press) {
  const node = element("button", { type: "button", className: "btn" }, `${zh} / ${en}`);
  node.dataset.action = action;
  node.addEventListener("click", () => press(node));
  return node;
}

function show(kind, title, sentences, detail, buttons) {
  const heading = bilingual("h1", "boot-title", title);
  heading.id = "boot-title";
  heading.tabIndex = -1;
  const panel = element(kind === "crash" ? "div" : "main", { className: "boot-panel" }, heading, ...sentences.map((text) => bilingual("p", "boot-text", text)));
  panel.dataset.panel = kind;
  panel.setAttribute("aria-labelledby", "boot-title");
  if (detail) panel.append(element("pre", { className: "boot-detail", tabIndex: 0 }, detail));
  panel.append(element("div", { className: "boot-actions" }, ...buttons));
  if (kind === "crash") {
    // The app's page stays visible behind it, dead: what was typed there can still be read.
    panel.setAttribute("role", "alertdialog");
    panel.setAttribute("aria-modal", "true");
    for (const rest of document.body.children) rest.inert = true;
  }
  const boot = document.getElementById("boot") ?? element("div", { id: "boot", className: "boot" });
  boot.replaceChildren(panel);
  boot.inert = false;
  if (!boot.isConnected) document.body.append(boot);
  heading.focus();
  return panel;
}

const retry = () => button(["重试", "Try again"], "boot-retry", () => location.reload());

export function showStartFailure(error) {
  show(
    "start",
    ["应用没能启动", "The app could not start"],
    [
      ["本机数据没有受影响。请检查网络后重试；若一直如此，安装可能不完整，请管理员重新上传。",
        "Your data on this device is untouched. Check the network and try again; if it stays like this, the installation may be incomplete and has to be uploaded again."],
    ],
    String(error?.message ?? error),
    [retry()],
  );
}

export function showConfigError(message, proceed) {
  show(
    "config",
    ["配置文件有误", "The configuration file is not valid"],
    [["请管理员改正 config.json；也可以先用默认设置继续。", "Ask the administrator to correct config.json, or continue with the defaults for now."]],
    message,
    [
      retry(),
      button(["使用默认设置继续", "Continue with defaults"], "boot-continue", () => {
        document.getElementById("boot")?.replaceChildren();
        proceed();
      }),
    ],
  );
}

export function showTooOld() {
  show(
    "browser",
    ["浏览器版本过旧", "This browser is too old"],
    [["需要 Chrome/Edge 123、Safari 17.5 或 Firefox 128 以上版本。", "Chrome or Edge 123, Safari 17.5 or Firefox 128 is needed, or newer."]],
    "",
    [],
  );
}

let crashed = false;

export function showCrash(message, build, exportData) {
  if (crashed) return; // the first cause is the one that tells; what follows is debris
  crashed = true;
  const diagnostics = [`build ${build}`, `page ${location.hash.split("?")[0]}`, navigator.userAgent, String(message)].join("\n");
  const panel = show(
    "crash",
    ["应用出错，已停止", "The app hit an error and has stopped"],
    [["显示为“已保存”的内容都在本机，没有丢失；只有最后一步操作可能没有保存。", "Everything shown as saved is on this device. Only the very last action may not have been kept."]],
    String(message),
    [
      button(["重新载入", "Reload"], "crash-reload", () => location.reload()),
      button(["导出本机数据", "Export my data"], "crash-export", (node) => {
        exportData().then(() => say(["已导出", "Exported"]), (error) => {
          node.disabled = false;
          say([`导出失败：${error.message}`, `Export failed: ${error.message}`]);
        });
      }),
      button(["复制诊断", "Copy diagnostics"], "crash-copy", () => {
        navigator.clipboard.writeText(diagnostics).then(() => say(["已复制", "Copied"]), () => say(["无法复制，请手动选择", "Could not copy, please select the text"]));
      }),
    ],
  );
  const status = element("p", { className: "boot-text" });
  status.setAttribute("role", "status");
  panel.append(status);
  function say([zh, en]) {
    status.textContent = `${zh} / ${en}`;
  }
}
