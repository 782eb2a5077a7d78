//! Shangji 商机: the app.

mod app;
mod desk;
mod frame;
mod i18n;
mod pages;
mod platform;
mod route;
mod state;
mod ui;

fn main() {
    app::start();
}
